// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import dev.catena.settings.Scalar;

/** Where a route leads. */
@Scalar(expected = "direct, none, or the name of an upstream")
public sealed interface RouteTarget {
    /** To the origin, without another proxy. */
    record Direct() implements RouteTarget {
        @Override
        public String toString() {
            return "direct";
        }
    }

    /** Nowhere: a backup there is not. */
    record None() implements RouteTarget {
        @Override
        public String toString() {
            return "none";
        }
    }

    /** To a member of the upstream of that name. */
    record Upstream(String name) implements RouteTarget {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * Reads what {@code toString} prints.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    static RouteTarget parse(String text) {
        if (text.isBlank()) throw new IllegalArgumentException("the name is empty");
        return switch (text) {
            case "direct" -> new Direct();
            case "none" -> new None();
            default -> new Upstream(text);
        };
    }
}
