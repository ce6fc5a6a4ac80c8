// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.cache.CacheNote.Forward;
import dev.catena.http.WireBuffer;
import dev.catena.observe.ExchangeRecord.CacheResult;
import org.junit.jupiter.api.Test;

class CacheNoteTest {
    private static String member(CacheNote note) {
        var out = new WireBuffer(16);
        note.writeTo(out.put("branch-7"));
        return out.toString();
    }

    @Test
    void is_a_member_of_cache_status() {
        var miss = CacheNote.forward(CacheResult.MISS, Forward.URI_MISS, CacheNote.NO_TTL, "");
        var stale = CacheNote.forward(CacheResult.MISS, Forward.STALE, -3, "");
        assertThat(member(CacheNote.hit(59))).isEqualTo("branch-7; hit; ttl=59");
        assertThat(member(CacheNote.hit(-5))).isEqualTo("branch-7; hit; ttl=-5");
        assertThat(member(CacheNote.collapsed(60))).isEqualTo("branch-7; fwd=miss; ttl=60; collapsed");
        assertThat(member(miss)).isEqualTo("branch-7; fwd=uri-miss");
        assertThat(member(miss.storing(60, ""))).isEqualTo("branch-7; fwd=uri-miss; ttl=60; stored");
        assertThat(member(miss.notStored("no-store"))).isEqualTo("branch-7; fwd=uri-miss; detail=no-store");
        assertThat(member(miss.notStored("set-cookie without lifetime")))
            .isEqualTo("branch-7; fwd=uri-miss; detail=\"set-cookie without lifetime\"");
        assertThat(member(stale.answeredFromStore(CacheResult.REVALIDATED, 304, 60, ""))).isEqualTo("branch-7; fwd=stale; fwd-status=304; ttl=60");
    }

    @Test
    void gives_the_record_its_words() {
        assertThat(CacheNote.hit(59).result()).isEqualTo(CacheResult.HIT);
        assertThat(CacheNote.hit(-5).result()).isEqualTo(CacheResult.STALE);
        assertThat(CacheNote.hit(59).reason()).isEmpty();
        assertThat(CacheNote.forward(CacheResult.MISS, Forward.URI_MISS, CacheNote.NO_TTL, "").notStored("private").reason())
            .isEqualTo("uri-miss: private");
    }
}
