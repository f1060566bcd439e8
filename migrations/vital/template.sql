-- Author: {author}
-- Purpose:
-- Prerequisites:

-- migrate:require
-- What has to be there: a query that fails where it is not.

-- migrate:up

-- migrate:down

-- migrate:verify
