/* SPDX-License-Identifier: MIT */
#include "client.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secrets.h"

/* So much waits for a caller that is busy; what comes then is lost. */
#define MOST_WAITING 1000

enum saying_kind { SAID_LOG, SAID_PROBLEM, SAID_PHASE };

struct saying {
	struct saying *next;
	struct wb_client *client;
	enum saying_kind kind;
	int level;
	uint64_t done, total;
	char text[]; /* "": no phase */
};

/* ------------------------------------------------------------------ the caller's thread */

int caller_init(struct caller *c)
{
	memset(c, 0, sizeof(*c));
	c->last = &c->first;
	if (pthread_mutex_init(&c->mutex, NULL) != 0)
		return -1;
	if (pthread_cond_init(&c->changed, NULL) == 0)
		return 0;
	pthread_mutex_destroy(&c->mutex);
	return -1;
}

void caller_release(struct caller *c)
{
	for (struct saying *s = c->first, *next; s; s = next) {
		next = s->next;
		free(s);
	}
	pthread_cond_destroy(&c->changed);
	pthread_mutex_destroy(&c->mutex);
}

/* Under the mutex. */
static bool is_here(const struct caller *c)
{
	return !c->depth || pthread_equal(c->thread, pthread_self());
}

static bool on_callers_thread(struct caller *c)
{
	bool here;

	if (!c)
		return true;
	pthread_mutex_lock(&c->mutex);
	here = is_here(c);
	pthread_mutex_unlock(&c->mutex);
	return here;
}

static void tell(const struct saying *s)
{
	const struct wb_listener *l = &s->client->listener;
	struct wb_progress *progress = &s->client->progress;

	switch (s->kind) {
	case SAID_LOG:
		l->log(l->ctx, s->level, s->text);
		break;
	case SAID_PROBLEM:
		l->problem(l->ctx, s->text);
		break;
	case SAID_PHASE:
		/* without a phase only the clock of a step moves on */
		if (!s->text[0] && !progress->steps)
			break;
		progress->phase = s->text[0] ? s->text : NULL;
		progress->done = s->done;
		progress->total = s->total;
		l->progress(l->ctx, progress);
		/* borrowed for the call alone */
		progress->phase = NULL;
		break;
	}
}

/* Under the mutex, which is open while the listener is called. */
static void hear(struct caller *c)
{
	while (c->first) {
		struct saying *s = c->first;

		c->first = s->next;
		if (!c->first)
			c->last = &c->first;
		c->count--;
		pthread_mutex_unlock(&c->mutex);
		tell(s);
		free(s);
		pthread_mutex_lock(&c->mutex);
	}
}

void caller_enter(struct caller *c)
{
	pthread_mutex_lock(&c->mutex);
	if (c->depth++ == 0)
		c->thread = pthread_self();
	pthread_mutex_unlock(&c->mutex);
}

void caller_leave(struct caller *c)
{
	pthread_mutex_lock(&c->mutex);
	hear(c);
	c->depth--;
	pthread_mutex_unlock(&c->mutex);
}

/* Do something on the caller's thread, from there or from its worker, and wait for it. `c` NULL: here. */
static void caller_do(struct caller *c, void (*errand)(void *ctx), void *ctx)
{
	if (on_callers_thread(c)) {
		if (c) {
			pthread_mutex_lock(&c->mutex);
			hear(c);
			pthread_mutex_unlock(&c->mutex);
		}
		errand(ctx);
		return;
	}
	pthread_mutex_lock(&c->mutex);
	c->errand = errand;
	c->errand_ctx = ctx;
	pthread_cond_broadcast(&c->changed);
	while (c->errand)
		pthread_cond_wait(&c->changed, &c->mutex);
	pthread_mutex_unlock(&c->mutex);
}

/* ------------------------------------------------------------------ the worker */

struct job {
	struct caller *caller;
	void (*work)(void *ctx);
	void *ctx;
};

static void *work_main(void *arg)
{
	struct job *job = arg;

	job->work(job->ctx);
	pthread_mutex_lock(&job->caller->mutex);
	job->caller->worked = true;
	pthread_cond_broadcast(&job->caller->changed);
	pthread_mutex_unlock(&job->caller->mutex);
	return NULL;
}

/* Until the worker has ended. */
static void listen(struct caller *c)
{
	pthread_mutex_lock(&c->mutex);
	for (;;) {
		hear(c);
		if (c->errand) {
			pthread_mutex_unlock(&c->mutex);
			c->errand(c->errand_ctx);
			pthread_mutex_lock(&c->mutex);
			c->errand = NULL;
			pthread_cond_broadcast(&c->changed);
		} else if (c->worked && !c->first) {
			break;
		} else {
			pthread_cond_wait(&c->changed, &c->mutex);
		}
	}
	pthread_mutex_unlock(&c->mutex);
}

/* Signals are for the program's own threads. */
void caller_work(struct caller *c, void (*work)(void *ctx), void *ctx)
{
	struct job job = { c, work, ctx };
	sigset_t all, before;
	pthread_t thread;
	int error;

	pthread_mutex_lock(&c->mutex);
	c->worked = false;
	pthread_mutex_unlock(&c->mutex);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&thread, NULL, work_main, &job);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error) {
		work(ctx);
		return;
	}
	listen(c);
	pthread_join(thread, NULL);
}

/* ------------------------------------------------------------------ saying */

/* Handed over at once where no worker is; else it waits for the caller's thread. */
static void say(struct wb_client *client, const struct saying *what, const char *text)
{
	struct caller *c = client->caller;
	size_t size = strlen(text) + 1;
	struct saying *s = malloc(sizeof(*s) + size);
	bool here;

	if (!s)
		return;
	*s = *what;
	s->next = NULL;
	s->client = client;
	memcpy(s->text, text, size);
	if (!c) {
		tell(s);
		free(s);
		return;
	}
	pthread_mutex_lock(&c->mutex);
	here = is_here(c);
	if (here || c->count < MOST_WAITING) {
		*c->last = s;
		c->last = &s->next;
		c->count++;
		s = NULL;
	}
	if (here)
		hear(c);
	else
		pthread_cond_broadcast(&c->changed);
	pthread_mutex_unlock(&c->mutex);
	free(s);
}

/* A message is one line, also when a server's notice has several. */
void client_log(struct wb_client *client, int level, const char *format, ...)
{
	const struct saying what = { .kind = SAID_LOG, .level = level };
	char line[2048];
	va_list args;

	if (!client || !client->listener.log)
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	for (char *p = line; *p; p++)
		if (*p == '\n' || *p == '\r')
			*p = ' ';
	secrets_mask(line);
	say(client, &what, line);
}

void client_problem(struct wb_client *client, const char *message)
{
	const struct saying what = { .kind = SAID_PROBLEM };

	if (client->listener.problem)
		say(client, &what, message);
}

void client_phase(struct wb_client *client, const char *phase, uint64_t done, uint64_t total)
{
	const struct saying what = { .kind = SAID_PHASE, .done = done, .total = total };
	char masked[256] = "";

	if (!client || !client->listener.progress)
		return;
	if (phase)
		snprintf(masked, sizeof(masked), "%s", phase);
	secrets_mask(masked);
	say(client, &what, masked);
}

/* ------------------------------------------------------------------ what is borrowed */

struct errand {
	struct wb_client *client;
	const void *what;
};

static void pass_step(void *ctx)
{
	const struct errand *e = ctx;
	const struct wb_progress *step = e->what;
	struct wb_progress *progress = &e->client->progress;

	progress->step = step->step;
	progress->steps = step->steps;
	progress->revision = step->revision;
	progress->statement = step->statement;
	progress->statements = step->statements;
	e->client->listener.progress(e->client->listener.ctx, progress);
}

static void pass_event(void *ctx)
{
	const struct errand *e = ctx;

	e->client->listener.event(e->client->listener.ctx, e->what);
}

static void pass_failure(void *ctx)
{
	const struct errand *e = ctx;

	e->client->listener.failure(e->client->listener.ctx, e->what);
}

void client_step(struct wb_client *client, const struct wb_progress *step)
{
	struct errand e = { client, step };

	if (client->listener.progress)
		caller_do(client->caller, pass_step, &e);
}

void client_event(struct wb_client *client, const struct wb_event *event)
{
	struct errand e = { client, event };

	if (client->listener.event)
		caller_do(client->caller, pass_event, &e);
}

void client_failure(struct wb_client *client, const struct wb_failure *failure)
{
	struct errand e = { client, failure };

	if (client->listener.failure)
		caller_do(client->caller, pass_failure, &e);
}
