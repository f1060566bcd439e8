/* SPDX-License-Identifier: MIT */
/** What statements do, by the words that most databases have. */
#ifndef WHIMBREL_KIT_EFFECTS_H
#define WHIMBREL_KIT_EFFECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** For wb_dialect.effects: WB_EFFECT_…, of a text that begins with its first token. `adds`: what CREATE makes without harm to
 *  what is there ("TABLE", "VIEW"); NULL ends them. */
uint32_t kit_effects(const char *const *adds, const char *text, size_t len);
/** Is it a command of this word (RENAME TABLE), or an ALTER with it outside of parentheses? May a program be? */
bool kit_alters_by(const char *text, size_t len, const char *word);

#ifdef __cplusplus
}
#endif

#endif
