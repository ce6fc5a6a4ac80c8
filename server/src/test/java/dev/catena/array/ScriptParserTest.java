// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.catena.route.Candidate;
import dev.catena.route.CarpMicrosoft;
import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScriptParserTest {
    private static String script(String nodes) {
        return "BackupRoute=\"DIRECT\";\r\nHttpPort=\"8080\";\r\ncNodes=3;\r\nfunction MakeProxies(){\r\n" + nodes
            + "}\r\nProxies = new MakeProxies();\r\nfunction Node(name, hash, load){\r\n this.name = name;\r\n}\r\nfunction FindProxyForURL(url, host){\r\n}\r\n";
    }

    @Test
    void members_have_the_numbers_that_are_written_there() {
        var text = script("this[0]=new Node(\"10.0.0.1\",241542179,1.000000);\r\nthis[1]=new Node(\"tmg2.example\",4294967295,1.000000);\r\n");
        assertThat(ScriptParser.isScript(text)).isTrue();
        assertThat(ScriptParser.parse(text).orElseThrow()).extracting(node -> "%s %s %d".formatted(node.proxy(), node.hash(), node.load()))
            .containsExactly("10.0.0.1:8080 241542179 500000", "tmg2.example:8080 4294967295 500000");
    }

    @Test
    void what_is_no_such_script_or_contradicts_itself_is_not_used() {
        assertThat(ScriptParser.isScript("Proxy Array Information/1.0\r\n")).isFalse();
        assertThat(ScriptParser.isScript("function FindProxyForURL(url, host) { return 'DIRECT'; }")).isFalse();
        for (var wrong : List.of("", "this[0]=new Node(\"a\",4294967296,1.0);", "this[0]=new Node(\"a\",1,1.0);this[1]=new Node(\"a\",2,1.0);",
            "this[0]=new Node(\"a b\",1,1.0);", "this[0]=new Node(\"a\",1,0.0);")) {
            assertThat(ScriptParser.parse(script(wrong))).as(wrong).isEmpty();
        }
        assertThat(ScriptParser.parse("new Node(\"a\",1,1.0)")).as("without a port").isEmpty();
        var many = IntStream.range(0, 1001).mapToObj("this[%1$d]=new Node(\"m%1$d\",%1$d,1.0);"::formatted).collect(Collectors.joining());
        assertThat(ScriptParser.parse(script(many))).isEmpty();
    }

    /** Loads are found back from the multipliers that they became, so that these come out again. */
    @Property(tries = 300)
    void loads_follow_from_multipliers(Cases cases) {
        var loads = IntStream.range(0, cases.integer(1, 8)).map(_ -> cases.integer(1, 1000)).toArray();
        var candidates = IntStream.range(0, loads.length).mapToObj(i -> new Candidate("m" + i, loads[i])).toList();
        var factors = CarpMicrosoft.of(candidates).factors();
        var nodes = IntStream.range(0, loads.length).mapToObj(i -> String.format(Locale.ROOT, "this[%d]=new Node(\"m%d\",%d,%.6f);", i, i, i, factors[i])).collect(Collectors.joining());
        double total = IntStream.of(loads).sum();
        var read = ScriptParser.parse(script(nodes)).orElseThrow();
        for (int i = 0; i < loads.length; i++) assertThat(read.get(i).load() / 1e6).isCloseTo(loads[i] / total, within(0.0002));
    }
}
