// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** Has a member of the array own nothing, or its part again. */
abstract class ArrayDrain extends ArrayOrder {
    private ArrayDrain(String word, Surroundings surroundings) {
        super(word, surroundings);
    }

    @Command(name = "drain", description = "Has a member own nothing from now on, before it is stopped: it goes on answering, and its URLs get other owners.",
        footer = {"", "Example: catena array drain cache2.corp.example:3128"})
    static final class Drain extends ArrayDrain {
        Drain(Surroundings surroundings) {
            super("drain", surroundings);
        }
    }

    @Command(name = "undrain", description = "Gives a drained member its part again.", footer = {"", "Example: catena array undrain cache2.corp.example:3128"})
    static final class Undrain extends ArrayDrain {
        Undrain(Surroundings surroundings) {
            super("undrain", surroundings);
        }
    }

    @Override
    List<String> lines(Map<?, ?> said) {
        return ArrayCommands.list(said, "members").stream().map(one -> one.get("member") + ": " + Printable.of(String.valueOf(one.get("words")))).toList();
    }

    @Override
    boolean isDone(Map<?, ?> said) {
        return ArrayCommands.list(said, "members").stream().allMatch(one -> Boolean.TRUE.equals(one.get("done")));
    }
}
