// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.util.List;

/** A value of a structured field (RFC 9651 §3), without its parameters. */
public sealed interface StructuredValue {
    /** At most fifteen digits (§3.3.1). */
    record Whole(long value) implements StructuredValue {}

    /** §3.3.2. */
    record Decimal(double value) implements StructuredValue {}

    /** §3.3.3; the text without quotes. */
    record Text(String value) implements StructuredValue {}

    /** §3.3.4. */
    record Token(String value) implements StructuredValue {}

    /** §3.3.5, as it came: base64. */
    record Bytes(String base64) implements StructuredValue {}

    /** §3.3.6. */
    record Flag(boolean value) implements StructuredValue {}

    /** §3.3.7, seconds since 1970. */
    record Moment(long epochSeconds) implements StructuredValue {}

    /** §3.3.8, as it came: percent-encoded UTF-8. */
    record Display(String encoded) implements StructuredValue {}

    /** §3.1.1. */
    record Inner(List<StructuredValue> values) implements StructuredValue {}
}
