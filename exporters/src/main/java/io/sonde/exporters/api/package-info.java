/**
 * The API under {@code /api/v1}: what the history knows, as JSON, ready to be shown.
 *
 * <p>Every answer is about a stretch of time: {@code from} and {@code to} in milliseconds since
 * 1970, or, if not positive, before now; {@code step} in milliseconds. The answer names those it
 * used, which are rounded to what the history still resolves. The document that describes all of it
 * is served at {@code /api/v1/openapi.json}.
 */
@NullMarked
package io.sonde.exporters.api;

import org.jspecify.annotations.NullMarked;
