// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.BodyLength;
import dev.catena.http.Headers;
import dev.catena.http.Method;
import dev.catena.http.RequestHead;
import dev.catena.http.Target;
import dev.catena.http.Version;
import dev.catena.settings.Fault;
import dev.catena.settings.Reading;
import dev.catena.settings.SettingsReader;
import dev.catena.store.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules change, and what no rule changes. */
class CacheRulesTest {
    private static final String TAGGED = "ETag: \"1\" / Content-Length: 5";

    private final MemoryStore store = new MemoryStore(1 << 20);
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");

    private static Reading<CacheSettings> read(String yaml) {
        return SettingsReader.of(CacheSettings.class).read("test", yaml, List.of());
    }

    private Cache cache(String yaml) {
        return new Cache(((Reading.Usable<CacheSettings>) read(yaml)).value(), store, () -> now);
    }

    private static RequestHead get(String host, String path, String fields) {
        var target = new Target.Absolute("http", host, 80, path);
        return new RequestHead(Method.GET, target.uri(), target, Version.HTTP_1_1, Heads.fields(fields), BodyLength.NONE);
    }

    /** The note of a request that the origin answers so, and the seconds it is then stored for, or -1. */
    private String fetched(Cache cache, RequestHead request, int status, String response) {
        var fetch = ((CacheAnswer.Fetchable) cache.ask(Inquiry.of(request), CacheAnswer.Patience.FIRST)).fetch();
        return switch (cache.settle(Inquiry.of(request), fetch, Heads.response(status, response))) {
            case Answer.PassAndStore(var writer, var note) -> {
                writer.abandon();
                yield note.stored() ? "stored for %d: %s".formatted(note.ttl(), note.detail()) : "not stored: " + note.reason();
            }
            case Answer.Pass(var note) -> "not stored: " + note.reason();
            case Answer.Mended _, Answer.Again _ -> throw new AssertionError();
            case Answer.FromCache(var stored, var _, var note) -> {
                stored.release();
                yield "from the cache: " + note.reason();
            }
        };
    }

    @Test
    void the_first_rule_that_matches_decides_and_says_its_name() {
        var cache = cache("""
            rules:
              - {name: exception, match: {host: www.corp.test, path: /logo/**}, do: obey}
              - {name: intranet, match: {host: "*.corp.test"}, do: never}
              - {name: rest, do: ttl, ttl: 10m}
            """);
        assertThat(fetched(cache, get("www.corp.test", "/logo/a.png", ""), 200, "Cache-Control: max-age=60")).isEqualTo("stored for 60: rule exception");
        assertThat(fetched(cache, get("www.corp.test", "/page", ""), 200, "Cache-Control: max-age=60")).isEqualTo("not stored: bypass: rule intranet");
        assertThat(fetched(cache, get("origin.test", "/page", ""), 200, "")).isEqualTo("stored for 600: rule rest");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        // what the rule says                  | status | what the origin says               | what comes of it
        "do: ttl, ttl: 10m                     | 200 | X: y                                  | stored for 600: rule r",
        "do: ttl, ttl: 10m                     | 200 | Cache-Control: max-age=60             | stored for 60: rule r",
        "do: ttl, ttl: 10m                     | 404 | X: y                                  | not stored: uri-miss: no lifetime",
        "'do: ttl, ttl: 10m, match: {status: 404}' | 404 | X: y                              | stored for 600: rule r",
        "do: ttl, ttl: 10m                     | 200 | Cache-Control: no-store               | not stored: uri-miss: no-store",
        "do: ttl, ttl: 10m                     | 200 | Set-Cookie: a=b                       | not stored: uri-miss: set-cookie without lifetime",
        "do: ttl, min: 1h                      | 200 | Cache-Control: max-age=60             | stored for 3600: rule r",
        "do: ttl, min: 1h                      | 200 | Cache-Control: max-age=60 / Set-Cookie: a=b | stored for 60: rule r",
        "do: ttl, max: 1m                      | 200 | Cache-Control: max-age=3600           | stored for 60: rule r",
        "do: ttl, max: 0s                      | 200 | Cache-Control: max-age=3600 / ETag: x | stored for 0: rule r",
        "do: ttl, max: 0s                      | 200 | Cache-Control: max-age=3600           | not stored: uri-miss: stale at once",
        "do: always, ttl: 1d                   | 200 | Cache-Control: no-store, no-cache     | stored for 86400: rule r",
        "do: always, ttl: 1d                   | 200 | Cache-Control: max-age=0              | stored for 86400: rule r",
        "do: always, ttl: 1d                   | 200 | Cache-Control: private                | not stored: uri-miss: private",
        "do: always, ttl: 1d                   | 200 | Cache-Control: no-store / Set-Cookie: a=b | not stored: uri-miss: no-store",
        "do: always, ttl: 1d                   | 200 | Vary: *                               | not stored: uri-miss: vary *",
        "do: always, ttl: 1d                   | 500 | X: y                                  | not stored: uri-miss: status without lifetime",
        "'do: never, match: {type: video/*}'   | 200 | Cache-Control: max-age=9 / Content-Type: video/mp4; a=b | not stored: uri-miss: rule r",
        "'do: never, match: {type: video/*}'   | 200 | Cache-Control: max-age=9 / Content-Type: image/png      | 'stored for 9: '",
        "do: obey, object-max: 4B              | 200 | Cache-Control: max-age=9 / Content-Length: 5 | not stored: uri-miss: too large",
    })
    void what_a_rule_changes(String rule, int status, String response, String outcome) {
        var cache = cache("rules: [{name: r, %s}]".formatted(rule));
        assertThat(fetched(cache, Heads.get(""), status, response)).isEqualTo(outcome);
    }

    @Test
    void no_rule_shares_the_answer_to_somebody_who_logged_in() {
        var cache = cache("rules: [{name: r, do: always, ttl: 1d}]");
        assertThat(fetched(cache, Heads.get("Authorization: Basic eDp5"), 200, "Cache-Control: no-store")).isEqualTo("not stored: uri-miss: authorization");
    }

    @Test
    void a_client_that_demands_a_new_answer_gets_what_is_stored_where_a_rule_says_so() {
        var cache = cache("rules: [{name: r, match: {path: /page}, do: ttl, ttl: 1h, reload: ignore}]");
        var fetch = ((CacheAnswer.Fetchable) cache.ask(Inquiry.of(Heads.get("Cache-Control: no-cache, no-store")), CacheAnswer.Patience.FIRST)).fetch();
        ((Answer.PassAndStore) cache.settle(Inquiry.of(Heads.get("Cache-Control: no-cache, no-store")), fetch, Heads.response(200, "Content-Length: 0"))).writer().commit();
        var hit = (CacheAnswer.Usable) cache.ask(Inquiry.of(Heads.get("Pragma: no-cache / Cache-Control: no-cache, no-store")), CacheAnswer.Patience.FIRST);
        assertThat(hit.note()).isEqualTo(CacheNote.hit(3600, "rule r"));
        hit.stored().release();
        now = now.plusSeconds(3601);
        assertThat(cache.ask(Inquiry.of(Heads.get("Cache-Control: only-if-cached")), CacheAnswer.Patience.FIRST)).isInstanceOf(CacheAnswer.OnlyIfCached.class);
        store.clear();
    }

    @Test
    void a_confirmed_response_gets_the_time_of_its_rule_again() {
        var cache = cache("rules: [{name: r, do: ttl, ttl: 1h}]");
        var fetch = ((CacheAnswer.Fetchable) cache.ask(Inquiry.of(Heads.get("")), CacheAnswer.Patience.FIRST)).fetch();
        ((Answer.PassAndStore) cache.settle(Inquiry.of(Heads.get("")), fetch, Heads.response(200, "ETag: \"1\" / Content-Length: 0"))).writer().commit();
        now = now.plusSeconds(3601);
        assertThat(fetched(cache, Heads.get(""), 304, "ETag: \"1\"")).isEqualTo("from the cache: stale: rule r");
        var hit = (CacheAnswer.Usable) cache.ask(Inquiry.of(Heads.get("")), CacheAnswer.Patience.FIRST);
        assertThat(hit.note().ttl()).isEqualTo(3600);
        hit.stored().release();
        store.clear();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "debian | /debian/pool/main/g/greeting/greeting_1.0-1_amd64.deb                | debian pool",
        "debian | /debian/pool/main/g/greeting/greeting_1.0.orig.tar.xz                | debian pool",
        "debian | /debian/dists/stable/main/binary-amd64/by-hash/SHA256/0123           | debian by-hash",
        "debian | /debian/dists/stable/InRelease                                       | debian index",
        "debian | /debian/dists/stable/main/binary-amd64/Packages.xz                   | debian index",
        "debian | /other/page.deb                                                      | -",
        "npm    | /left-pad/-/left-pad-1.3.0.tgz                                       | npm tarball",
        "npm    | /@scope/name/-/name-1.0.0.tgz                                        | npm tarball",
        "npm    | /left-pad                                                            | -",
        "maven  | /maven2/org/example/tool/1.0/tool-1.0.jar                            | maven artifact",
        "maven  | /maven2/org/example/tool/1.0/tool-1.0-sources.jar.sha1               | maven artifact",
        "maven  | /maven2/org/example/tool/maven-metadata.xml                          | maven metadata",
        "maven  | /maven2/org/example/tool/maven-metadata.xml.sha1                     | maven metadata",
        "maven  | /maven2/org/example/tool/1.0-SNAPSHOT/tool-1.0-SNAPSHOT.jar          | maven metadata",
        "maven  | /downloads/latest/tool.jar                                           | -",
        "pypi   | /packages/ab/cd/ef01/tool-1.0-py3-none-any.whl                       | pypi file",
        "pypi   | /packages/ab/cd/ef01/tool-1.0-py3-none-any.whl.metadata              | pypi file",
        "pypi   | /packages/source/t/tool/tool-1.0.tar.gz                              | pypi file",
        "pypi   | /simple/tool/                                                        | pypi index",
        "oci    | /v2/library/tool/blobs/sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef     | oci digest",
        "oci    | /v2/library/tool/manifests/sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef | oci digest",
        "oci    | /v2/library/tool/manifests/latest                                    | oci tag",
        "oci    | /v2/library/tool/tags/list                                           | oci tag",
        "oci    | /v2/                                                                 | -",
    })
    void presets_know_registries_by_the_shape_of_their_paths(String preset, String path, String rule) {
        var rules = CacheRules.of(((Reading.Usable<CacheSettings>) read("presets: [%s]".formatted(preset))).value());
        var found = rules.of(new Target.Absolute("http", "registry.test", 80, path + "?x=y"), 200, Headers.EMPTY);
        assertThat(found.isNone() ? "-" : found.name()).isEqualTo(rule);
    }

    @Test
    void the_manual_has_the_rules_of_the_presets() throws IOException {
        var rows = Arrays.stream(Preset.values()).flatMap(preset -> preset.rows().stream()).toArray(String[]::new);
        assertThat(Files.readString(Path.of("../docs/manual/cache.md"))).contains(rows);
    }

    @Test
    void a_preset_keeps_files_for_good_and_asks_for_indexes_every_time() {
        var cache = cache("presets: [debian, npm]");
        var modified = TAGGED + " / Last-Modified: Sun, 22 Nov 2025 12:00:00 GMT / ";
        assertThat(fetched(cache, get("debian.test", "/debian/pool/a/a_1_all.deb", ""), 200, modified)).isEqualTo("stored for 31536000: rule debian pool");
        assertThat(fetched(cache, get("debian.test", "/debian/dists/a/InRelease", ""), 200, modified + "Cache-Control: max-age=120"))
            .isEqualTo("stored for 0: rule debian index");
        assertThat(fetched(cache, get("npm.test", "/tool", ""), 200, TAGGED + " / Content-Type: application/vnd.npm.install-v1+json"))
            .isEqualTo("stored for 0: rule npm document");
        assertThat(fetched(cache, get("npm.test", "/tool", ""), 200, TAGGED + " / Content-Type: application/vnd.npm.install-v1+json / "
            + "Cache-Control: public, max-age=3600")).isEqualTo("stored for 300: rule npm document");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'{name: r, do: always}'                                   | does not say how long",
        "'{name: r, do: ttl}'                                      | says nothing of a lifetime",
        "'{name: r, do: ttl, min: 2h, max: 1h}'                    | min is more than max",
        "'{name: r, do: never, ttl: 1h}'                           | has no effect",
        "'{name: r, do: ttl, ttl: 1h, reload: ignore, match: {type: a/b}}' | nobody knows type and status",
        "'{name: r, do: forget}'                                   | never",
        "'{name: '' '', do: never}'                                | name is empty",
    })
    void a_rule_that_makes_no_sense_is_reported(String rule, String complaint) {
        assertThat(read("rules: [%s]".formatted(rule)).faults()).singleElement().extracting(Fault::toString).asString().contains(complaint);
    }
}
