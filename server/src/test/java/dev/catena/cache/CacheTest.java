// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catena.base.ByteSize;
import dev.catena.cache.CacheAnswer.Patience;
import dev.catena.cache.CacheNote.Forward;
import dev.catena.http.FieldName;
import dev.catena.http.RequestHead;
import dev.catena.http.Target;
import dev.catena.observe.ExchangeRecord.CacheResult;
import dev.catena.settings.Percent;
import dev.catena.store.MemoryStore;
import dev.catena.store.StoreWriter;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheTest {
    private static final String FRESH = "Cache-Control: max-age=60 / ETag: \"1\" / Content-Length: 5";
    private static final RequestHead GET = Heads.get("");

    private final MemoryStore store = new MemoryStore(1 << 20);
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private final Cache cache = new Cache(settings(ByteSize.ofMiB(1)), store, () -> now);

    private static CacheSettings settings(ByteSize memory) {
        return TestSettings.cache("{memory: %s, object-max: 64KiB}".formatted(memory));
    }

    @AfterEach
    void nothing_is_left() {
        assertThat(cache.openFetches()).isZero();
        assertThat(cache.arrivals()).isZero();
        assertThat(store.openWriters()).isZero();
        store.clear();
        assertThat(store.bytes()).isZero();
    }

    private CacheAnswer ask(RequestHead request) {
        return cache.ask(Inquiry.of(request), Patience.FIRST);
    }

    private Fetch fetch(RequestHead request) {
        return ((CacheAnswer.Fetchable) ask(request)).fetch();
    }

    private void store(RequestHead request, int status, String fields, String body) {
        complete(cache.settle(Inquiry.of(request), fetch(request), Heads.response(status, fields)), body);
    }

    private static void complete(Answer answer, String body) {
        var writer = ((Answer.PassAndStore) answer).writer();
        write(writer, body);
        assertThat(writer.commit()).isTrue();
    }

    private static void write(StoreWriter writer, String body) {
        writer.write(Unpooled.copiedBuffer(body, StandardCharsets.ISO_8859_1));
    }

    private String summary(CacheAnswer answer) {
        return switch (answer) {
            case CacheAnswer.Usable(var stored, var selection, var note) -> {
                var body = stored.body().takeNow(0, Math.max(0, stored.bodyLength()));
                var text = body == null ? ", arriving" : " " + body.toString(StandardCharsets.ISO_8859_1);
                if (body != null) body.release();
                stored.release();
                yield "%s %s%s".formatted(note.result(), selection.getClass().getSimpleName(), text);
            }
            case CacheAnswer.Renewing(var stored, var _, var note, var refresh) -> {
                stored.release();
                cache.refreshed(refresh);
                yield "renewing " + note.result();
            }
            case CacheAnswer.Popular(var stored, var _, var note, var renewal) -> {
                stored.release();
                yield "popular %s due %d".formatted(note.result(), renewal.dueMillis() - now.toEpochMilli());
            }
            case CacheAnswer.Arriving(var _, var note) -> "arriving " + note.forward();
            case CacheAnswer.Loading(var _, var note) -> "loading " + note.forward();
            case CacheAnswer.Joined(var mended) -> "joined " + mended.note().result();
            case CacheAnswer.Fetchable(var fetch) -> "fetch " + fetch.note().forward();
            case CacheAnswer.OnlyIfCached(var note) -> "only if cached " + note.forward();
        };
    }

    /** Asks, and leaves again if it would have to be fetched. */
    private String outcome(RequestHead request) {
        var answer = ask(request);
        var summary = summary(answer);
        if (answer instanceof CacheAnswer.Fetchable(var fetch)) cache.cancel(fetch);
        return summary;
    }

    private void advance(long seconds) {
        now = now.plusSeconds(seconds);
    }

    @Test
    void the_second_request_is_a_hit() {
        store(GET, 200, FRESH, "hello");
        advance(10);
        var usable = (CacheAnswer.Usable) ask(GET);
        assertThat(usable.note()).isEqualTo(CacheNote.hit(50));
        assertThat(usable.stored().ageSeconds(now.toEpochMilli())).isEqualTo(10);
        assertThat(usable.stored().head().fields().contains(FieldName.CONTENT_LENGTH)).isFalse();
        usable.stored().release();
        assertThat(outcome(Heads.request("HEAD", ""))).isEqualTo("HIT Whole hello");
    }

    @Test
    void a_note_says_why_a_response_is_stored_or_not() {
        var answer = cache.settle(Inquiry.of(GET), fetch(GET), Heads.response(200, "Cache-Control: no-store"));
        assertThat(answer).isEqualTo(new Answer.Pass(CacheNote.forward(CacheResult.MISS, Forward.URI_MISS, CacheNote.NO_TTL, "no-store")));
        var large = cache.settle(Inquiry.of(GET), fetch(GET), Heads.response(200, "Cache-Control: max-age=60 / Content-Length: 65537"));
        assertThat(((Answer.Pass) large).note().detail()).isEqualTo("too large");
    }

    @Test
    void a_stale_response_is_revalidated_with_its_tag_and_refreshed_by_a_304() {
        store(GET, 200, FRESH, "hello");
        advance(60);
        var fetch = fetch(Heads.get("If-None-Match: \"0\""));
        assertThat(fetch.conditions()).isEqualTo(Heads.fields("If-None-Match: \"1\""));
        var answer = (Answer.FromCache) cache.settle(Inquiry.of(GET), fetch, Heads.response(304, "Cache-Control: max-age=100 / X: new"));
        assertThat(answer.note().result()).isEqualTo(CacheResult.REVALIDATED);
        assertThat(answer.selection()).isEqualTo(Selection.WHOLE);
        assertThat(answer.stored().head().fields().first(FieldName.of("X"))).hasValue("new");
        answer.stored().release();
        advance(99);
        assertThat(outcome(GET)).isEqualTo("HIT Whole hello");
    }

    @Test
    void a_revalidation_for_a_client_that_has_it_ends_in_304() {
        store(GET, 200, FRESH, "hello");
        advance(60);
        var request = Heads.get("If-None-Match: \"1\"");
        var answer = (Answer.FromCache) cache.settle(Inquiry.of(request), fetch(request), Heads.response(304, ""));
        assertThat(answer.selection()).isEqualTo(Selection.NOT_MODIFIED);
        answer.stored().release();
    }

    @Test
    void a_304_to_the_clients_own_condition_is_passed_on() {
        var request = Heads.get("If-None-Match: \"1\"");
        var fetch = fetch(request);
        assertThat(fetch.conditions().size()).isZero();
        assertThat(cache.settle(Inquiry.of(request), fetch, Heads.response(304, "ETag: \"1\""))).isInstanceOf(Answer.Pass.class);
    }

    @Test
    void a_304_that_forbids_storing_is_used_once() {
        store(GET, 200, FRESH, "hello");
        advance(60);
        var answer = (Answer.FromCache) cache.settle(Inquiry.of(GET), fetch(GET), Heads.response(304, "Cache-Control: no-store"));
        answer.stored().release();
        assertThat(store.objects()).isZero();
    }

    @Test
    void a_changed_response_replaces_the_stale_one() {
        store(GET, 200, FRESH, "hello");
        advance(60);
        store(GET, 200, FRESH, "world");
        assertThat(store.objects()).isEqualTo(1);
        assertThat(outcome(GET)).isEqualTo("HIT Whole world");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        If-None-Match: "1"                              | HIT NotModified hello
        If-None-Match: "2"                              | HIT Whole hello
        Range: bytes=1-2                                | HIT Part hello
        Range: bytes=5-                                 | HIT Unsatisfiable hello
        Range: bytes=1-2 / If-Range: "2"                | HIT Whole hello
        Cookie: a=b                                     | HIT Whole hello
        Authorization: Basic eDp5                       | HIT Whole hello
        Cache-Control: max-age=5                        | fetch REQUEST
        Cache-Control: no-cache                         | fetch REQUEST
        Pragma: no-cache                                | fetch REQUEST
        Cache-Control: no-store                         | fetch BYPASS
        Cache-Control: min-fresh=55                     | fetch REQUEST
        Cache-Control: only-if-cached                   | HIT Whole hello
        If-Match: "1"                                   | fetch BYPASS
        """)
    void a_stored_response_answers_what_it_can(String request, String expected) {
        store(GET, 200, FRESH, "hello");
        advance(10);
        assertThat(outcome(Heads.get(request))).isEqualTo(expected);
    }

    @Test
    void only_if_cached_is_told_when_there_is_nothing() {
        assertThat(outcome(Heads.get("Cache-Control: only-if-cached"))).isEqualTo("only if cached URI_MISS");
        store(GET, 200, FRESH, "hello");
        advance(60);
        assertThat(outcome(Heads.get("Cache-Control: only-if-cached"))).isEqualTo("only if cached STALE");
        assertThat(outcome(Heads.get("Cache-Control: only-if-cached, max-stale=5"))).isEqualTo("STALE Whole hello");
    }

    @Test
    void conditions_do_not_apply_to_a_stored_404() {
        store(GET, 404, FRESH, "hello");
        assertThat(outcome(Heads.get("If-None-Match: \"1\""))).isEqualTo("HIT Whole hello");
    }

    @Test
    void variants_are_told_apart() {
        var english = Heads.get("Accept-Language: en");
        var german = Heads.get("Accept-Language: de");
        store(english, 200, FRESH + " / Vary: Accept-Language", "hello");
        assertThat(outcome(german)).isEqualTo("fetch VARY_MISS");
        store(german, 200, FRESH + " / Vary: Accept-Language", "hallo");
        assertThat(outcome(english)).isEqualTo("HIT Whole hello");
        assertThat(outcome(german)).isEqualTo("HIT Whole hallo");
    }

    @Test
    void where_languages_go_by_weight_their_order_and_what_is_liked_less_do_not_count() {
        cache.use(TestSettings.cache("{languages: by-weight}"));
        store(Heads.get("Accept-Language: en, de"), 200, FRESH + " / Vary: Accept-Language / Content-Language: de", "hallo");
        assertThat(outcome(Heads.get("Accept-Language: de, en"))).isEqualTo("HIT Whole hallo");
        assertThat(outcome(Heads.get("Accept-Language: fr;q=0.5, de;q=1.0"))).isEqualTo("HIT Whole hallo");
        assertThat(outcome(Heads.get("Accept-Language: fr, de;q=0.5"))).isEqualTo("fetch VARY_MISS");
        assertThat(outcome(Heads.get(""))).isEqualTo("fetch VARY_MISS");
    }

    @Test
    void one_fetch_serves_all_who_wait_for_its_head() {
        var fetch = fetch(GET);
        var waiting = (CacheAnswer.Arriving) ask(GET);
        assertThat(waiting.settled().toCompletableFuture()).isNotDone();
        var answer = cache.settle(Inquiry.of(GET), fetch, Heads.response(200, FRESH));
        assertThat(waiting.settled().toCompletableFuture()).isDone();
        assertThat(summary(cache.ask(Inquiry.of(GET), Patience.AGAIN))).isEqualTo("COLLAPSED Whole, arriving");
        complete(answer, "hello");
        assertThat(summary(cache.ask(Inquiry.of(GET), Patience.AGAIN))).isEqualTo("COLLAPSED Whole hello");
        assertThat(outcome(GET)).isEqualTo("HIT Whole hello");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "If-None-Match: \"1\"        | COLLAPSED NotModified, arriving",
        "Range: bytes=1-2            | COLLAPSED Part, arriving",
        "Cache-Control: max-age=30   | COLLAPSED Whole, arriving",
        "Cache-Control: min-fresh=90 | fetch URI_MISS",
        "Cache-Control: no-cache     | fetch URI_MISS",
        "Authorization: Basic eDp5   | fetch URI_MISS",
        "Accept-Language: de         | fetch URI_MISS",
    })
    void what_arrives_answers_what_it_would_answer_once_it_is_stored(String fields, String expected) {
        var arriving = (Answer.PassAndStore) cache.settle(Inquiry.of(GET), fetch(GET), Heads.response(200, FRESH + " / Vary: Accept-Language"));
        assertThat(outcome(Heads.get(fields))).isEqualTo(expected);
        arriving.writer().abandon();
    }

    @Test
    void a_range_far_ahead_of_what_has_come_is_fetched_by_itself() {
        var huge = "Cache-Control: max-age=60 / Content-Length: 8000000";
        var arriving = (Answer.PassAndStore) cache.settle(Inquiry.of(GET), fetch(GET), Heads.response(200, huge));
        assertThat(outcome(Heads.get("Range: bytes=1000-"))).isEqualTo("COLLAPSED Part, arriving");
        assertThat(outcome(Heads.get("Range: bytes=7000000-"))).isEqualTo("fetch URI_MISS");
        arriving.writer().abandon();
    }

    @Test
    void a_range_of_what_does_not_say_its_length_is_fetched_by_itself() {
        var arriving = (Answer.PassAndStore) cache.settle(Inquiry.of(GET), fetch(GET), Heads.response(200, "Cache-Control: max-age=60 / Transfer-Encoding: chunked"));
        assertThat(outcome(Heads.get("Range: bytes=0-"))).isEqualTo("fetch URI_MISS");
        assertThat(outcome(GET)).isEqualTo("COLLAPSED Whole, arriving");
        arriving.writer().abandon();
    }

    @Test
    void variants_arrive_side_by_side_each_for_those_who_want_it() {
        var german = Heads.get("Accept-Language: de");
        var english = (Answer.PassAndStore) cache.settle(Inquiry.of(GET), fetch(GET), Heads.response(200, FRESH + " / Vary: Accept-Language"));
        var fetch = fetch(german);
        assertThat(outcome(german)).isEqualTo("arriving URI_MISS");
        var other = (Answer.PassAndStore) cache.settle(Inquiry.of(german), fetch, Heads.response(200, FRESH + " / Vary: Accept-Language"));
        assertThat(outcome(german)).isEqualTo("COLLAPSED Whole, arriving");
        complete(english, "hello");
        complete(other, "hallo");
        assertThat(outcome(GET)).isEqualTo("HIT Whole hello");
        assertThat(outcome(german)).isEqualTo("HIT Whole hallo");
    }

    @Test
    void after_a_purge_nobody_joins_what_was_asked_for_before() {
        var before = (Answer.PassAndStore) cache.settle(Inquiry.of(GET), fetch(GET), Heads.response(200, FRESH));
        cache.stock().purge(((Target.Absolute) GET.target()).uri());
        var after = (Answer.PassAndStore) cache.settle(Inquiry.of(GET), fetch(GET), Heads.response(200, FRESH));
        assertThat(outcome(GET)).isEqualTo("COLLAPSED Whole, arriving");
        complete(after, "hello");
        write(before.writer(), "older");
        assertThat(before.writer().commit()).isFalse();
        assertThat(outcome(GET)).isEqualTo("HIT Whole hello");
    }

    @Test
    void what_was_fetched_again_while_it_arrived_is_not_replaced_by_the_older() {
        var older = (Answer.PassAndStore) cache.settle(Inquiry.of(GET), fetch(GET), Heads.response(200, FRESH));
        advance(1);
        var reload = Heads.get("Cache-Control: no-cache");
        complete(cache.settle(Inquiry.of(reload), fetch(reload), Heads.response(200, FRESH)), "newer");
        write(older.writer(), "older");
        assertThat(older.writer().commit()).isFalse();
        assertThat(outcome(GET)).isEqualTo("HIT Whole newer");
    }

    @Test
    void what_is_stale_before_it_has_arrived_is_not_joined() {
        var arriving = (Answer.PassAndStore) cache.settle(Inquiry.of(GET), fetch(GET), Heads.response(200, FRESH));
        advance(61);
        assertThat(outcome(GET)).isEqualTo("fetch URI_MISS");
        arriving.writer().abandon();
    }

    @Test
    void a_request_that_waited_long_enough_fetches_itself() {
        var fetch = fetch(GET);
        var alone = (CacheAnswer.Fetchable) cache.ask(Inquiry.of(GET), Patience.ALONE);
        cache.cancel(alone.fetch());
        assertThat(outcome(GET)).isEqualTo("arriving URI_MISS");
        cache.cancel(fetch);
    }

    @Test
    void nobody_waits_for_what_cannot_be_shared_and_the_next_do_not_try() {
        var fetch = fetch(GET);
        var waiting = (CacheAnswer.Arriving) ask(GET);
        cache.settle(Inquiry.of(GET), fetch, Heads.response(200, "Cache-Control: private"));
        assertThat(waiting.settled().toCompletableFuture()).isDone();
        var first = fetch(GET);
        var second = fetch(GET);
        complete(cache.settle(Inquiry.of(GET), first, Heads.response(200, "Cache-Control: max-age=1 / Content-Length: 1")), "x");
        cache.cancel(second);
        advance(1);
        var leader = fetch(GET);
        assertThat(outcome(GET)).isEqualTo("arriving STALE");
        cache.cancel(leader);
    }

    @Test
    void a_leader_that_leaves_is_followed_by_another() {
        var fetch = fetch(GET);
        var waiting = (CacheAnswer.Arriving) ask(GET);
        cache.cancel(fetch);
        assertThat(waiting.settled().toCompletableFuture()).isDone();
        var next = fetch(GET);
        assertThat(outcome(GET)).isEqualTo("arriving URI_MISS");
        cache.cancel(next);
    }

    @Test
    void a_body_larger_than_is_kept_is_read_along_all_the_same() {
        var answer = (Answer.PassAndStore) cache.settle(Inquiry.of(GET), fetch(GET), Heads.response(200, "Cache-Control: max-age=60"));
        write(answer.writer(), "x".repeat(65 << 10));
        assertThat(outcome(GET)).isEqualTo("COLLAPSED Whole, arriving");
        assertThat(answer.writer().commit()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Range: bytes=0-1", "If-None-Match: \"1\"", "Authorization: Basic eDp5", "Cache-Control: no-cache"})
    void particular_requests_do_not_lead(String fields) {
        var particular = fetch(Heads.get(fields));
        var leader = fetch(GET);
        cache.cancel(particular);
        cache.cancel(leader);
    }

    @Test
    void a_stale_response_stands_in_when_the_origin_is_silent() {
        store(GET, 200, FRESH, "hello");
        advance(100);
        var standIn = cache.abandon(Inquiry.of(GET), fetch(GET)).orElseThrow();
        assertThat(standIn.note().result()).isEqualTo(CacheResult.STALE);
        assertThat(standIn.note().ttl()).isEqualTo(-40);
        standIn.stored().release();
        assertThat(cache.abandon(Inquiry.of(Heads.get("Cache-Control: no-cache")), fetch(Heads.get("Cache-Control: no-cache")))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"must-revalidate", "proxy-revalidate", "no-cache", "s-maxage=60"})
    void unless_the_origin_forbade_it(String directive) {
        store(GET, 200, FRESH + " / Cache-Control: " + directive, "hello");
        advance(100);
        assertThat(cache.abandon(Inquiry.of(GET), fetch(GET))).isEmpty();
    }

    @Test
    void an_error_is_passed_on_unless_the_stale_response_says_otherwise() {
        store(GET, 200, FRESH, "hello");
        advance(100);
        assertThat(cache.settle(Inquiry.of(GET), fetch(GET), Heads.response(503, ""))).isInstanceOf(Answer.Pass.class);
        store(GET, 200, FRESH + " / Cache-Control: stale-if-error=60", "hello");
        advance(100);
        var answer = (Answer.FromCache) cache.settle(Inquiry.of(GET), fetch(GET), Heads.response(503, ""));
        assertThat(answer.note().forwardStatus()).isEqualTo(503);
        answer.stored().release();
    }

    @Test
    void unsafe_methods_pass_and_invalidate() {
        store(GET, 200, FRESH, "hello");
        var post = Heads.request("POST", "");
        assertThat(cache.settle(Inquiry.of(post), fetch(post), Heads.response(500, ""))).isInstanceOf(Answer.Pass.class);
        assertThat(outcome(GET)).isEqualTo("HIT Whole hello");
        cache.settle(Inquiry.of(post), fetch(post), Heads.response(200, ""));
        assertThat(outcome(GET)).isEqualTo("fetch URI_MISS");
    }

    @Test
    void what_was_asked_for_before_an_invalidation_is_not_stored_after_it() {
        var fetch = fetch(GET);
        var delete = Heads.request("DELETE", "");
        cache.settle(Inquiry.of(delete), fetch(delete), Heads.response(204, ""));
        var answer = (Answer.PassAndStore) cache.settle(Inquiry.of(GET), fetch, Heads.response(200, FRESH));
        write(answer.writer(), "hello");
        assertThat(answer.writer().commit()).isFalse();
        assertThat(outcome(GET)).isEqualTo("fetch URI_MISS");
    }

    @Test
    void a_head_freshens_what_it_agrees_with_and_removes_what_it_does_not() {
        var head = Heads.request("HEAD", "");
        store(GET, 200, FRESH, "hello");
        advance(60);
        cache.settle(Inquiry.of(head), fetch(head), Heads.response(200, FRESH));
        assertThat(outcome(GET)).isEqualTo("HIT Whole hello");
        advance(60);
        cache.settle(Inquiry.of(head), fetch(head), Heads.response(200, "Cache-Control: max-age=60 / ETag: \"2\""));
        assertThat(outcome(GET)).isEqualTo("fetch URI_MISS");
    }

    @Test
    void without_memory_everything_passes() {
        store(GET, 200, FRESH, "hello");
        cache.use(settings(ByteSize.ZERO));
        assertThat(store.objects()).isZero();
        assertThat(outcome(GET)).isEqualTo("fetch BYPASS");
    }

    @Test
    void a_purge_forgets_the_uri() {
        store(GET, 200, FRESH, "hello");
        assertThat(cache.stock().purge("http://origin.test/page")).isEqualTo(1);
        assertThat(outcome(GET)).isEqualTo("fetch URI_MISS");
    }

    @Test
    void a_fetch_ends_once() {
        var fetch = fetch(GET);
        cache.cancel(fetch);
        assertThatThrownBy(() -> cache.cancel(fetch)).isInstanceOf(IllegalStateException.class);
    }
}
