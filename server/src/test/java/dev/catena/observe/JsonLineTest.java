// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.RefusalCode;
import dev.catena.settings.HostPort;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class JsonLineTest {
    private final JsonLine format = new JsonLine(QueryText.REDACT);

    @Test
    void a_fetched_response_has_every_key() {
        assertThat(Exchanges.line(format, Exchanges.fetched())).isEqualTo("""
            {"ts":"2026-11-22T09:12:13.123Z","id":"7f3a-1","kind":"request","client":"10.0.0.5","user":null,"vouched_by":null,"method":"GET",\
            "url":"http://example.test/a?…","status":200,"result":"miss","cache":{"result":"miss","reason":"uri-miss"},\
            "policy":{"rule":"rest","action":"allow"},"route":"direct","destination":"example.test:80","peer":"192.0.2.7:80",\
            "attempts":1,"bytes":{"in":12,"out":3456},"dur":{"total":21.500,"resolve":0.500,"connect":1.235,"head":20.000},\
            "end":"complete"}
            """);
    }

    @Test
    void what_did_not_take_place_is_null() {
        var untouched = new ExchangeRecord("1", "clients", Exchanges.address("::1", 5), 0, 0);
        assertThat(Exchanges.line(format, untouched)).isEqualTo("""
            {"ts":"1970-01-01T00:00:00.000Z","id":"1","kind":"request","client":"0:0:0:0:0:0:0:1","user":null,"vouched_by":null,"method":null,\
            "url":null,"status":0,"result":"passed","cache":{"result":"none","reason":null},\
            "policy":{"rule":null,"action":null},"route":null,"destination":null,"peer":null,\
            "attempts":0,"bytes":{"in":0,"out":0},"dur":{"total":null,"resolve":null,"connect":null,"head":null},\
            "end":"complete"}
            """);
    }

    @Test
    void a_refusal_says_its_number_word_and_cause() {
        var line = Exchanges.line(format, Exchanges.fetched(exchange -> {
            exchange.refusal = RefusalCode.CONNECT_PORT.number();
            exchange.refusalSlug = RefusalCode.CONNECT_PORT.slug();
            exchange.refusalCause = "port 25 is not in `connect.ports`";
            exchange.end = ExchangeRecord.End.REFUSED;
        }));
        assertThat(line).contains(
            "\"error\":{\"number\":12204,\"slug\":\"connect-port\",\"cause\":\"port 25 is not in `connect.ports`\"},\"end\":\"refused\"}\n",
            "\"result\":\"denied\"");
    }

    @Test
    void what_was_said_to_an_upstream_is_told_leg_by_leg() {
        var line = Exchanges.line(format, Exchanges.fetched(exchange -> {
            exchange.route = "head-office";
            exchange.routeRule = "internet";
            exchange.member = new HostPort("hq1.corp.example", 8080);
            exchange.heard(new HopLeg("hq1.corp.example:8080", false, "", false, 407, List.of("NTLM"), "", 1_000_000));
            for (int i = 0; i < 100; i++) exchange.heard(new HopLeg("hq1.corp.example:8080", true, "ntlm", true, 0, List.of(), "x".repeat(9999), -1));
        }));
        assertThat(line).contains("""
            "hop":{"member":"hq1.corp.example:8080","route":"internet","proven_before":false,"legs":[{"member":"hq1.corp.example:8080",\
            "said":"question","scheme":null,"last_leg":false,"status":407,"offered":["NTLM"],"note":null,"at":1.000},""");
        assertThat(line.length()).as("bounded").isLessThan(10_000);
    }

    @Test
    void a_hostile_target_stays_one_valid_line() {
        var line = Exchanges.line(format, Exchanges.fetched(exchange -> exchange.target = "http://a/\"\\\n\u00ff\u0085\u001b"));
        assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
        assertThat(parsed(line)).containsEntry("url", "http://a/\"\\\n\u00ff\u0085\u001b");
    }

    @Test
    void what_lines_have_in_common_is_the_same_as_if_each_were_alone() {
        var records = new ArrayList<ExchangeRecord>();
        for (int bits = 0; bits < 1 << 10; bits++) {
            int chosen = bits;
            records.add(Exchanges.fetched(exchange -> {
                if ((chosen & 1) != 0) exchange.user = "alice";
                if ((chosen & 2) != 0) exchange.method = "POST";
                if ((chosen & 4) != 0) exchange.status = 404;
                if ((chosen & 8) != 0) exchange.cache = ExchangeRecord.CacheResult.HIT;
                if ((chosen & 16) != 0) exchange.cacheReason = "";
                if ((chosen & 32) != 0) exchange.peer = null;
                if ((chosen & 64) != 0) exchange.headNanos = exchange.connectedNanos = exchange.resolvedNanos = -1;
                if ((chosen & 128) != 0) exchange.refusal = 12201;
                if ((chosen & 256) != 0) exchange.kind = ExchangeRecord.Kind.TUNNEL;
                if ((chosen & 512) != 0) exchange.destination = "other.test:80";
            }));
        }
        Collections.shuffle(records, new Random(7));
        var together = new JsonLine(QueryText.KEEP);
        for (var record : records) assertThat(Exchanges.line(together, record)).isEqualTo(Exchanges.line(new JsonLine(QueryText.KEEP), record));
    }

    @Test
    void the_time_follows_the_second() {
        assertThat(Exchanges.line(format, at(999))).contains("00:00:00.999Z");
        assertThat(Exchanges.line(format, at(1001))).contains("00:00:01.001Z");
        assertThat(Exchanges.line(format, at(60_010))).contains("00:01:00.010Z");
    }

    private static ExchangeRecord at(long millis) {
        return new ExchangeRecord("1", "clients", Exchanges.address("10.0.0.5", 5), millis, 0);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> parsed(String line) {
        return (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(line);
    }
}
