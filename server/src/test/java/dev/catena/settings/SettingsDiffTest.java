// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsDiffTest {

    static Stream<Arguments> differences() {
        return Stream.of(
            arguments("", "{count: 3, wait: 20s}", List.of()),
            arguments("", "count: 4", List.of("count: 3 -> 4")),
            arguments("room: 1KiB", "room: 2048B", List.of("room: 1KiB -> 2KiB")),
            arguments("", "address: 127.0.0.1:80", List.of("address: 127.0.0.1:3128 -> 127.0.0.1:80 (needs a restart)")),
            arguments("", "{quiet: true, colour: blue}", List.of("quiet: false -> true", "colour: deep-red -> blue")),
            arguments("", "password: env:OTHER", List.of("password: another secret")),
            arguments("", "numbers: [3]", List.of("numbers: [1, 2] -> [3]")),
            arguments("", "lamp: off", List.of("lamp.on: true -> false (needs a restart)")),
            arguments("hosts: {a: 10.0.0.1, b.c: 10.0.0.2}", "hosts: {b.c: 10.0.0.3, d: '::'}", List.of(
                "hosts: 'a' removed", "hosts[\"b.c\"]: [10.0.0.2] -> [10.0.0.3]", "hosts: 'd' added")),
            arguments("doors: [{name: a}, {name: b}]", "doors: [{name: b, pass: {age: 3}}, {name: c}]", List.of(
                "doors: door 'a' removed", "doors.b.pass.age: [] -> [3]", "doors: door 'c' added")),
            arguments("doors: [{name: a}, {name: b}]", "doors: [{name: b}, {name: a}]", List.of("doors: the order is now b, a")),
            arguments("notes: [{text: a}, {text: b}]", "notes: [{text: c}]", List.of("notes[0].text: a -> c", "notes: note {text: b} removed")),
            arguments("", "notes: [{text: 'a b'}]", List.of("notes: note {text: \"a b\"} added")));
    }

    @ParameterizedTest
    @MethodSource("differences")
    void a_change_is_told_in_the_words_of_the_file(String before, String after, List<String> lines) {
        assertThat(SettingsDiff.between(sample(before), sample(after))).map(SettingsDiff.Change::toString).containsExactlyElementsOf(lines);
    }

    @Test
    void a_change_below_a_key_that_needs_a_restart_needs_one() {
        assertThat(SettingsDiff.between(sample(""), sample("{count: 4, lamp: {bright: 5%}}"))).extracting(SettingsDiff.Change::live)
            .containsExactly(true, false);
    }

    private static Sample sample(String text) {
        return switch (SettingsReader.of(Sample.class).read("catena.yaml", text, List.of())) {
            case Reading.Usable<Sample>(var value, _) -> value;
            case Reading.Faulty<Sample>(var faults) -> throw new AssertionError(text + "\n" + faults);
        };
    }
}
