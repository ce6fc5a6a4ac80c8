// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import dev.catena.settings.HostPort;
import dev.catena.settings.Scalar;

/** Where browsers go when no member of the array answers. */
@Scalar(expected = "direct, none, or another proxy such as spare.corp.example:3128")
public sealed interface ScriptBackup {
    /** To the origin itself. */
    record Direct() implements ScriptBackup {
        @Override
        public String toString() {
            return "direct";
        }
    }

    /** Nowhere. */
    record None() implements ScriptBackup {
        @Override
        public String toString() {
            return "none";
        }
    }

    /** To another proxy. */
    record Proxy(HostPort at) implements ScriptBackup {
        @Override
        public String toString() {
            return at.toString();
        }
    }

    /**
     * Reads what {@code toString} prints.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    static ScriptBackup parse(String text) {
        return switch (text) {
            case "direct" -> new Direct();
            case "none" -> new None();
            default -> new Proxy(HostPort.parse(text));
        };
    }

    /** As a script says it; empty for none. */
    default String way() {
        return switch (this) {
            case Direct() -> "DIRECT";
            case None() -> "";
            case Proxy(var at) -> "PROXY " + at;
        };
    }
}
