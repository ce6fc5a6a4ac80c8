// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Says whose word counts when the array agrees on something. */
abstract class ArrayVoters extends ArrayOrder {
    private ArrayVoters(String word, Surroundings surroundings) {
        super(word, surroundings);
    }

    @Command(name = "admit", description = "Makes a member that runs a voter: one of those of whom a majority agrees on shared settings. Prints the voters. Its `array.address` names it, too.",
        footer = {"", "Example: catena array admit cache4.corp.example:3128"})
    static final class Admit extends ArrayVoters {
        Admit(Surroundings surroundings) {
            super("admit", surroundings);
        }
    }

    @Command(name = "dismiss", description = "Makes a member no voter any more: one that was taken out of service, or that lost its disk. Prints the voters. Its `array.address` names it, too.",
        footer = {"", "Example: catena array dismiss cache2.corp.example:3128"})
    static final class Dismiss extends ArrayVoters {
        Dismiss(Surroundings surroundings) {
            super("dismiss", surroundings);
        }
    }

    @Override
    List<String> lines(Map<?, ?> said) {
        var voters = said.get("voters") instanceof List<?> list ? list.stream().map(String::valueOf).collect(Collectors.joining(", ")) : "";
        return List.of("voters: " + voters);
    }

    @Override
    boolean isDone(Map<?, ?> said) {
        return true;
    }
}
