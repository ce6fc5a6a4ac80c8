// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.array.MembershipTable.Row;
import dev.catena.array.TableParser.Outcome;
import dev.catena.route.TableTtl;
import dev.catena.testkit.Json;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MembershipTableTest {
    private static final String HEAD = "Proxy Array Information/1.0\nArrayEnabled: 1\nConfigID: 12345\nArrayName: branch\nListTTL: 3000\n\n";
    private static final String ROW = "cache1.example 10.0.0.1 3128 http://cache1.example:3128/array.dll Catena/1 60 UP 100 512\n";

    @Test
    void a_roster_is_printed_as_the_draft_has_it() {
        var roster = Rosters.with(Rosters.of(OwnerHash.CARP_V1), Rosters.member("cache2.example:3128=100"),
            Rosters.member("cache1.example:3128=50").in(ArrayMember.State.DOWN, Rosters.START.plusSeconds(10)));
        var table = MembershipTable.of(roster, "Catena/0.1.0 beta", Rosters.START.plusSeconds(70));
        assertThat(table.print()).isEqualTo("""
            Proxy Array Information/1.0
            ArrayEnabled: 1
            ConfigID: %d
            ArrayName: branch
            ListTTL: 300

            cache1.example 10.0.0.1 3128 http://cache1.example:3128/array.dll Catena/0.1.0-beta 60 DOWN 50 512
            cache2.example 10.0.0.1 3128 http://cache2.example:3128/array.dll Catena/0.1.0-beta 70 UP 100 512
            """.formatted(roster.configId()).replace("\n", "\r\n"));
        assertThat(TableParser.parse(table.print(), TableTtl.SECONDS)).isEqualTo(new Outcome.Read(table));
    }

    @Test
    void the_json_says_what_the_old_form_has_no_place_for() {
        var roster = Rosters.of(OwnerHash.RENDEZVOUS, "cache1.example:3128=1", "cache1.example:3129=3");
        var json = Json.object(MembershipTable.json(roster, Rosters.START));
        assertThat(json).containsEntry("array", "branch").containsEntry("hash", "rendezvous");
        assertThat(json.get("members").toString()).contains("share=0.2500", "share=0.7500", "state=up");
    }

    /** What senders of such tables are known to differ in. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        a 10.0.0.1 80 http://a/array.dll Microsoft/2.0 60 UP 100 512      | a,10.0.0.1,80,Microsoft/2.0,true,100
        a 80 http://a/array.dll Microsoft/2.0 60 UP 100 512               | a,,80,Microsoft/2.0,true,100
        a 10.0.0.1 80 http://a/array.dll 60 UP 100 512                    | a,10.0.0.1,80,,true,100
        a 80 http://a/array.dll 60 UP 100 512                             | a,,80,,true,100
        a 10.0.0.1 80 http://a/array.dll Sun Java Web Proxy 4 60 on 1 512 | a,10.0.0.1,80,Sun Java Web Proxy 4,true,1
        a 10.0.0.1 80 http://a/array.dll   x  4   60 Off 1 512            | a,10.0.0.1,80,x 4,false,1
        """)
    void rows_are_read_as_they_are_found(String row, String read) {
        var parsed = rows(HEAD + row + "\nz 80 u x 1 down 5 1\n").getFirst();
        assertThat(String.join(",", parsed.name(), parsed.address(), "" + parsed.port(), parsed.agent(), "" + parsed.up(), "" + parsed.load())).isEqualTo(read);
    }

    @Test
    void lines_end_as_they_like_and_unknown_fields_say_nothing() {
        var odd = (HEAD.replace("ArrayName", "Colour: blue\narrayname") + ROW).replace("\n", "\r\n");
        assertThat(TableParser.parse(odd, TableTtl.SECONDS)).isEqualTo(TableParser.parse(HEAD + ROW, TableTtl.SECONDS));
        assertThat(table(HEAD + ROW).configId()).isEqualTo(12345);
        assertThat(table(HEAD.replace("12345", "abc-7") + ROW).configId()).isNotEqualTo(table(HEAD.replace("12345", "abc-8") + ROW).configId());
        assertThat(table(HEAD.replace("ArrayEnabled: 1", "ArrayEnabled: 0") + ROW).enabled()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"3000, SECONDS, 3000", "10, SECONDS, 60", "0, SECONDS, 60", "10, MINUTES, 600", "0, MINUTES, 60", "2000000000, SECONDS, 86400", "2000000000, MINUTES, 86400"})
    void the_time_to_live_has_a_unit_and_bounds(String written, TableTtl unit, long seconds) {
        var parsed = (Outcome.Read) TableParser.parse(HEAD.replace("3000", written) + ROW, unit);
        assertThat(parsed.table().ttl()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"1.1, true", "2.0, true", "2, true", "1.0, false", "1, false", "0.9, false"})
    void a_newer_version_is_no_table_for_us(String version, boolean newer) {
        var outcome = TableParser.parse(HEAD.replace("1.0", version) + ROW, TableTtl.SECONDS);
        assertThat(outcome.equals(new Outcome.Newer(version))).isEqualTo(newer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        a 80 u x 1 UP 1 1;A 80 u x 1 UP 1 1 | 'A' is a member twice
        a 80 u x 1 UP 0 1;b 80 u x 1 UP 0 1 | every member has load 0: none of them would own anything
        a 80 u x 1 UP                       | row 1 has 6 columns, too few
        a 80 u x 1 SICK 1 1                 | row 1: 'SICK' is neither UP nor DOWN
        a 80 u x 1 UP -1 1                  | row 1, load: '-1' is not a number from 0 to 1000000
        a 80 u x 1 UP 1000001 1             | row 1, load: '1000001' is not a number from 0 to 1000000
        a 0 u x 1 UP 1 1                    | row 1: port 0 is nowhere to connect to
        a 70000 u x 1 UP 1 1                | row 1, port: '70000' is not a number from 0 to 65535
        a/b 80 u x 1 UP 1 1                 | row 1: 'a/b' is not a host
        a 80 u x 99999999999 UP 1 1         | row 1, state time: '99999999999' is not a number from 0 to 4294967295
        ;                                   | it has no member
        """)
    void what_gives_urls_an_uncertain_owner_is_refused(String rows, String why) {
        assertThat(TableParser.parse(HEAD + rows.replace(';', '\n'), TableTtl.SECONDS)).isEqualTo(new Outcome.Unusable(why));
    }

    @Test
    void what_is_no_table_is_no_table_and_ten_thousand_rows_are_too_many() {
        assertThat(TableParser.parse("<html>", TableTtl.SECONDS)).isEqualTo(new Outcome.Unusable("it does not begin with Proxy Array Information/1.0"));
        assertThat(TableParser.parse("", TableTtl.SECONDS)).isInstanceOf(Outcome.Unusable.class);
        assertThat(TableParser.parse("Proxy Array Information/1.0", TableTtl.SECONDS)).isEqualTo(new Outcome.Unusable("it has no member"));
        assertThat(TableParser.parse("Proxy Array Information/1.0\nListTTL: soon\n\n" + ROW, TableTtl.SECONDS))
            .isEqualTo(new Outcome.Unusable("ListTTL: 'soon' is not a number from 0 to 2147483647"));
        var many = IntStream.range(0, 10_000).mapToObj(i -> "m%d 80 u x 1 UP 1 1\n".formatted(i)).collect(Collectors.joining());
        assertThat(TableParser.parse(HEAD + many, TableTtl.SECONDS)).isEqualTo(new Outcome.Unusable("it has more than 1000 members"));
        var load0 = rows(HEAD + ROW + "b 80 u x 1 UP 0 1\n");
        assertThat(load0).extracting(Row::load).containsExactly(100, 0);
    }

    private static List<Row> rows(String text) {
        return table(text).rows();
    }

    private static MembershipTable table(String text) {
        return switch (TableParser.parse(text, TableTtl.SECONDS)) {
            case Outcome.Read(var table) -> table;
            case Outcome.Newer(var version) -> throw new AssertionError("newer: " + version);
            case Outcome.Unusable(var why) -> throw new AssertionError(why);
        };
    }
}
