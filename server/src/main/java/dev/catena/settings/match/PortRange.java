// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings.match;

import dev.catena.settings.Scalar;

/** A port, or all ports between two, both included. */
@Scalar(expected = "a port or a range of ports, such as 443 or 8000-8100", pattern = "^[0-9]{1,5}(-[0-9]{1,5})?$", number = true)
public record PortRange(int first, int last) {

    public PortRange {
        if (first < 1 || last > 65535) {
            throw new IllegalArgumentException("%d is not a port: ports go from 1 to 65535".formatted(first < 1 ? first : last));
        }
        if (first > last) {
            throw new IllegalArgumentException("the range %d-%d is empty".formatted(first, last));
        }
    }

    /**
     * Reads what {@link #toString} prints.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    public static PortRange parse(String text) {
        if (!text.matches("\\d{1,5}(-\\d{1,5})?")) {
            throw new IllegalArgumentException("'%s' is not a port or a range of ports".formatted(text));
        }
        var ends = text.split("-");
        return new PortRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
    }

    /** Whether {@code port} is one of them. */
    public boolean contains(int port) {
        return first <= port && port <= last;
    }

    /** Whether every port of {@code other} is one of them. */
    public boolean covers(PortRange other) {
        return first <= other.first && other.last <= last;
    }

    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
