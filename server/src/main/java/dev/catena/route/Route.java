// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

/** The next hop of a request. */
public sealed interface Route {
    /** The origin itself. */
    record Direct(String host, int port) implements Route {}

    /** Its word in the access log. */
    default String word() {
        return switch (this) {
            case Direct _ -> "direct";
        };
    }
}
