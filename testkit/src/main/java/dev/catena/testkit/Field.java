// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

/** One field line as it was on the wire, without the white space around the value (RFC 9110 §5). */
public record Field(String name, String value) {
    boolean isNamed(String other) {
        return name.equalsIgnoreCase(other);
    }

    @Override
    public String toString() {
        return name + ": " + value;
    }
}
