// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.catena.base.ByteSize;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {

    private static final SettingsReader<Sample> READER = SettingsReader.of(Sample.class);

    @TempDir
    private Path directory;

    @Test
    void every_form_is_read() {
        var sample = usable("""
            title: "A: B"
            count: 7
            quiet: true
            wait: 5m
            room: 1GiB
            share: 55%
            address: "[::1]:8080"
            colour: blue
            numbers: [4, 5]
            hosts: {a.example: 10.0.0.1, b.example: [10.0.0.2, "fc00::1"]}
            doors:
              - {name: back, pass: any}
              - name: side
                pass: {age: 7}
            lamp: off
            """);

        assertThat(sample.title()).isEqualTo("A: B");
        assertThat(sample.count()).isEqualTo(7);
        assertThat(sample.quiet()).isTrue();
        assertThat(sample.pause()).isEqualTo(Duration.ofMinutes(5));
        assertThat(sample.room()).isEqualTo(new ByteSize(1 << 30));
        assertThat(sample.share()).isEqualTo(new Percent(55));
        assertThat(sample.address()).isEqualTo(new HostPort("::1", 8080));
        assertThat(sample.colour()).isEqualTo(Sample.Colour.BLUE);
        assertThat(sample.numbers()).containsExactly(4, 5);
        assertThat(sample.hosts().get("a.example")).containsExactly(InetAddress.ofLiteral("10.0.0.1"));
        assertThat(sample.hosts().get("b.example")).hasSize(2);
        assertThat(sample.doors()).containsExactly(new Sample.Door("back", Sample.Pass.any()), new Sample.Door("side", new Sample.Pass(List.of(7))));
        assertThat(sample.lamp()).isEqualTo(Sample.Lamp.off());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# nothing but a comment\n", "---\n", "---\n...\n", "{}", "lamp:\n  # all commented out\n", "null"})
    void what_is_not_written_has_its_initial_value(String text) {
        assertThat(usable(text)).isEqualTo(SettingsReader.initial(Sample.class));
    }

    static Stream<Arguments> faults() {
        return Stream.of(
            arguments("cuont: 1", "1:1: cuont: unknown key; did you mean 'count'?"),
            arguments("lamp: {brihgt: 1%}", "1:8: lamp.brihgt: unknown key; did you mean 'bright'?"),
            arguments("lamp: {xyzzy: 1%}", "1:8: lamp.xyzzy: unknown key; the keys here are on, bright"),
            arguments("count: 1\ncount: 2", "2:1: count: written twice, first in line 1; keep one of the two"),
            arguments("hosts: {a: 10.0.0.1, a: 10.0.0.2}", "1:22: hosts.a: written twice, first in line 1; keep one of the two"),
            arguments("count: many", "1:8: count: many is not a whole number in plain decimal digits; expected a whole number"),
            arguments("count: '7'", "1:8: count: YAML takes 7 for a text, because of its quotes; expected a whole number; remove the quotes"),
            arguments("count: 0x7", "1:8: count: 0x7 is not a whole number in plain decimal digits; expected a whole number"),
            arguments("count: 99999999999", "1:8: count: 99999999999 is larger than can be counted; expected a whole number"),
            arguments("count: 11", "1:8: count: 11 is more than 10; expected 1 to 10"),
            arguments("count: 0", "1:8: count: 0 is less than 1; expected 1 to 10"),
            arguments("count:", "1:7: count: no value; expected a whole number"),
            arguments("count: [1]", "1:8: count: found a list; expected a whole number"),
            arguments("title: {a: b}", "1:8: title: found keys and values; expected text"),
            arguments("title: 7", "1:8: title: YAML takes 7 for a number; expected text; write it in quotes: '7'"),
            arguments("title: 1.5", "1:8: title: YAML takes 1.5 for a number; expected text; write it in quotes: '1.5'"),
            arguments("title: true", "1:8: title: YAML takes true for a truth value; expected text; write it in quotes: 'true'"),
            arguments("quiet: no", "1:8: quiet: YAML 1.2 takes 'no' for a text: write false; expected true or false"),
            arguments("quiet: on", "1:8: quiet: YAML 1.2 takes 'on' for a text: write true; expected true or false"),
            arguments("quiet: maybe", "1:8: quiet: 'maybe' is neither true nor false; expected true or false"),
            arguments("wait: 20", "1:7: wait: 20 has no unit: write 20s for seconds; expected a time with its unit: 250ms, 20s, 5m, 1h or 1d"),
            arguments("wait: 20 seconds", "1:7: wait: '20 seconds' is not a time; expected a time with its unit: 250ms, 20s, 5m, 1h or 1d"),
            arguments("wait: 20min", "1:7: wait: 'min' is not a unit of time; expected a time with its unit: 250ms, 20s, 5m, 1h or 1d"),
            arguments("wait: 2h", "1:7: wait: 2h is more than 1h; expected 1s to 1h"),
            arguments("room: 64", "1:7: room: 64 has no unit: write 64B, 64KiB or 64MiB; expected a size with its unit: 0B, 64KiB, 256MiB or 1GiB"),
            arguments("room: 0", "1:7: room: 0 has no unit: write 0B; expected a size with its unit: 0B, 64KiB, 256MiB or 1GiB"),
            arguments("room: 64MB", "1:7: room: 'MB' is not a unit of size; did you mean 'MiB'?; expected a size with its unit: 0B, 64KiB, 256MiB or 1GiB"),
            arguments("room: 2GiB", "1:7: room: 2GiB is more than 1GiB; expected at most 1GiB"),
            arguments("share: 10", "1:8: share: 10 has no unit: write 10%; expected a percentage, such as 10%"),
            arguments("share: 101%", "1:8: share: 101% is not between 0% and 100%; expected a percentage, such as 10%"),
            arguments("address: 3128", "1:10: address: 3128 is only a port: write 127.0.0.1:3128 for this machine alone;"
                + " expected a host and a port, such as 127.0.0.1:3128 or [::1]:3128"),
            arguments("address: proxy.example", "1:10: address: 'proxy.example' has no port; expected a host and a port, such as 127.0.0.1:3128 or [::1]:3128"),
            arguments("colour: bleu", "1:9: colour: 'bleu' is not known here; expected 'deep-red' or 'blue'; did you mean 'blue'?"),
            arguments("colour: deep_red", "1:9: colour: 'deep_red' is not known here; expected 'deep-red' or 'blue'; did you mean 'deep-red'?"),
            arguments("colour: ~", "1:9: colour: no value; expected 'deep-red' or 'blue'"),
            arguments("numbers: [1, x]", "1:14: numbers[1]: x is not a whole number in plain decimal digits; expected a whole number"),
            arguments("numbers: [1, 10]", "1:14: numbers[1]: 10 is more than 9; expected at most 9"),
            arguments("numbers:", "1:9: numbers: no value; expected a list; write [] for none, or remove the key for its initial value"),
            arguments("hosts: [a]", "1:8: hosts: found a list; expected keys and values; write {} for none"),
            arguments("hosts: {a: nowhere}", "1:12: hosts.a: 'nowhere' is not an IP address; expected an IP address, such as 10.0.0.1 or fc00::1"),
            arguments("hosts: {a.b: 7.x}", "1:14: hosts[\"a.b\"]: '7.x' is not an IP address; expected an IP address, such as 10.0.0.1 or fc00::1"),
            arguments("doors: [{pass: any}]", "1:9: doors[0]: 'name' is missing; Its name."),
            arguments("doors: [{name: a, pass: ayn}]", "1:25: doors[0].pass: found 'ayn'; expected 'any' or keys and values (age); did you mean 'any'?"),
            arguments("doors: front", "1:8: doors: found the text 'front'; expected a list; write [] for none, or remove the key for its initial value"),
            arguments("notes: [{text: bad}]", "1:9: notes[0]: a note must not be bad"),
            arguments("lamp: [on]", "1:7: lamp: found a list; expected 'off' or keys and values (on, bright)"),
            arguments("[]", "1:1: found a list; expected keys and values (" + String.join(", ", Shape.group(Sample.class).keyNames()) + ")"),
            arguments("count: 1\nnumbers: [1, 2]", "2:10: numbers: 2 numbers, but count is 1; raise count"),
            arguments("count: 1", "1:1: numbers: 2 numbers, but count is 1; raise count"),
            arguments("title: a\n---\ntitle: b", "2:1: a second YAML document begins here; keep one document in the file: remove this '---'"),
            arguments("title: *.example", "1:9: not valid YAML: unexpected character found .(46) while scanning an alias;"
                + " YAML reads * as a reference: put text that begins with it into quotes"),
            arguments("title: *example", "1:8: YAML reads *example as a reference to an anchor &example, which is not there; put text that begins with * into quotes"),
            arguments("title: !!str x", "1:8: YAML tags (tag:yaml.org,2002:str) mean nothing here; remove the tag; put text that begins with ! into quotes"),
            arguments("{a: b}: c", "1:1: a list or mapping stands where a key is expected;"
                + " YAML reads { and [ as the begin of a mapping or list: put text that begins with them into quotes"),
            arguments("title: a\u0007b", "1:9: the character U+0007 does not belong into a text file; remove it"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_fault_says_where_what_and_what_to_do(String text, String sentence) {
        assertThat(sentences(faulty(text))).containsExactly("catena.yaml:" + sentence);
    }

    @Test
    void a_line_that_is_not_yaml_is_shown() {
        assertThat(faulty("count: 1\n\tquiet: true\n").getFirst().toString()).isEqualTo("""
            catena.yaml:2:1: not valid YAML: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)\
             while scanning for the next token; indent with spaces: YAML does not allow tabs
              \tquiet: true
              ^""");
    }

    @Test
    void all_faults_are_found_at_once_and_in_order() {
        var faults = faulty("""
            cuont: 1
            wait: 20
            room: 1GiB
            colour: bleu
            doors:
              - {name: front, pass: {age: [x]}}
              - {pass: any}
            """);

        assertThat(faults).extracting(Fault::path).containsExactly("cuont", "wait", "colour", "doors[0].pass.age[0]", "doors[1]");
        assertThat(faults).extracting(fault -> fault.origin().line()).containsExactly(1, 2, 4, 6, 7);
    }

    @Test
    void the_line_is_shown_with_a_caret() {
        assertThat(faulty("lamp:\n  bright: 10\n").getFirst()).hasToString("""
            catena.yaml:2:11: lamp.bright: 10 has no unit: write 10%; expected a percentage, such as 10%
                bright: 10
                        ^""");
    }

    @Test
    void a_secret_in_the_file_is_refused_and_never_repeated() {
        for (var text : List.of("password: hunter2", "{title: 7, password: hunter2}", "password: [hunter2]", "pasword: hunter2", "password: |\n  hunter2\n")) {
            assertThat(faulty(text)).isNotEmpty().noneMatch(fault -> fault.toString().contains("hunter2"));
        }
        assertThat(sentences(faulty("password: hunter2"))).containsExactly("catena.yaml:1:11: password: the secret itself must not be"
            + " written here; expected a reference to a secret: env:NAME or file:PATH");
        assertThat(read("", "password=hunter2").faults()).isNotEmpty().noneMatch(fault -> fault.toString().contains("hunter2"));
    }

    @Test
    void a_reference_to_a_secret_prints_stars() {
        assertThat(usable("password: env:HQ").password()).hasToString("****");
        assertThat(usable("password: env:HQ").toString()).doesNotContain("HQ");
    }

    @Test
    void anchors_and_aliases_work_and_are_bounded() {
        assertThat(usable("count: &n 5\nnumbers: [*n, *n]").numbers()).containsExactly(5, 5);
        var bomb = new StringBuilder("title: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 10; i++) {
            bomb.append("t%d: &a%d [".formatted(i, i)).append("*a%d, ".formatted(i - 1).repeat(10)).append("]\n");
        }
        assertThat(sentences(faulty(bomb.toString()))).singleElement().asString().contains("more than 100000 values");
        assertThat(sentences(faulty("doors: &d [*d]"))).singleElement().asString().contains("which is not there");
    }

    @Test
    void depth_size_and_number_of_faults_are_bounded() throws IOException {
        assertThat(sentences(faulty("[".repeat(100_000)))).singleElement().asString().contains("nested deeper than 32 levels");
        assertThat(faulty("{" + "x: 1, ".repeat(1000) + "}")).hasSize(Faults.MAX + 1)
            .first().extracting(Fault::happened).isEqualTo("there is more; only the first 100 are shown");
        var large = Files.writeString(directory.resolve("large.yaml"), "#".repeat(SettingsReader.FILE_BYTES_MAX + 1));
        assertThat(sentences(READER.read(large, List.of()).faults())).containsExactly(
            large + ":1:1: larger than 1048576 bytes; is this the settings file?");
    }

    @Test
    void a_file_is_read_from_disk() throws IOException {
        var file = Files.writeString(directory.resolve("catena.yaml"), "\uFEFFcount: 5\n");
        assertThat(value(READER.read(file, List.of()))).isEqualTo(usable("count: 5"));
        var latin = Files.write(directory.resolve("latin.yaml"), "title: \u00e4".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(sentences(READER.read(latin, List.of()).faults())).containsExactly(latin + ":1:1: not a text in UTF-8; save it as UTF-8");
        assertThat(sentences(READER.read(directory.resolve("none"), List.of()).faults())).singleElement().asString().contains("cannot be read");
    }

    static Stream<Arguments> overrides() {
        return Stream.of(
            arguments("count=5", "count: 5"),
            arguments("title=a=b", "title: a=b"),
            arguments("title=*.example", "title: '*.example'"),
            arguments("lamp.bright=5%", "lamp: {bright: 5%}"),
            arguments("lamp=off", "lamp: off"),
            arguments("numbers=[4, 5]", "numbers: [4, 5]"),
            arguments("numbers[1]=7", "numbers: [1, 7]"),
            arguments("hosts[\"a.example\"]=10.0.0.1", "hosts: {a.example: 10.0.0.1}"),
            arguments("doors[0].name=back", "doors: [{name: back}]"),
            arguments("doors.front.pass.age=7", "doors: [{name: front, pass: {age: 7}}]"));
    }

    @ParameterizedTest
    @MethodSource("overrides")
    void a_value_of_the_command_line_is_as_if_written_in_the_file(String override, String text) {
        assertThat(value(read("", override))).isEqualTo(usable(text));
    }

    @Test
    void a_value_of_the_command_line_wins_over_the_file() {
        assertThat(value(read("doors:\n- {name: a}\n- {name: b, pass: any}\nlamp: off", "doors.b.pass.age=[9]", "lamp.on=true", "count=1", "count=4")))
            .isEqualTo(usable("{count: 4, doors: [{name: a}, {name: b, pass: {age: 9}}]}"));
    }

    static Stream<Arguments> wrongOverrides() {
        return Stream.of(
            arguments("cuont=5", "--set: cuont: unknown key; did you mean 'count'?"),
            arguments("xyzzy.a.b=5", "--set: xyzzy: unknown key; the keys here are " + String.join(", ", Shape.group(Sample.class).keyNames())),
            arguments("count", "--set: count: not a setting and its value; write --set cache.memory=1GiB"),
            arguments("=5", "--set: not a setting and its value; write --set cache.memory=1GiB"),
            arguments("count..x=5", "--set: count..x: not the path of a setting; write it like cache.memory, listeners[0].address or dns.hosts[\"a.example\"]"),
            arguments("count.x=5", "--set: count.x: there is nothing below a single value; end the path before 'x'"),
            arguments("wait=20", "--set: wait: 20 has no unit: write 20s for seconds; expected a time with its unit: 250ms, 20s, 5m, 1h or 1d"),
            arguments("doors[1].name=x", "--set: doors[1].name: there is no element 1: the list has 1; elements are counted from 0"),
            arguments("doors.fornt.name=x", "--set: doors.fornt.name: nothing there is named 'fornt'; did you mean 'front'?"));
    }

    @ParameterizedTest
    @MethodSource("wrongOverrides")
    void a_wrong_value_of_the_command_line_is_a_fault_of_it(String override, String sentence) {
        assertThat(sentences(read("", override).faults())).containsExactly(sentence);
    }

    private static Reading<Sample> read(String text, String... overrides) {
        return READER.read("catena.yaml", text, List.of(overrides));
    }

    private static Sample usable(String text) {
        return value(read(text));
    }

    private static Sample value(Reading<Sample> reading) {
        return switch (reading) {
            case Reading.Usable<Sample>(var value, _) -> value;
            case Reading.Faulty<Sample>(var faults) -> throw new AssertionError(faults.toString());
        };
    }

    private static List<Fault> faulty(String text) {
        assertThat(read(text)).isInstanceOf(Reading.Faulty.class);
        return read(text).faults();
    }

    private static List<String> sentences(List<Fault> faults) {
        return faults.stream().map(Fault::sentence).toList();
    }
}
