// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

/** What the access log keeps of a URL's query string. */
public enum QueryText {
    /** All of it. */
    KEEP,
    /** That there was one: {@code ?…}. */
    REDACT
}
