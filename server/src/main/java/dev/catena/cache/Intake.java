// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.cache.Arrivals.Outcome;
import dev.catena.store.MemoryStore;
import dev.catena.store.Remnant;
import dev.catena.store.StoreWriter.Company;
import dev.catena.store.StoreWriter.Ending;
import dev.catena.store.StoreWriter;
import dev.catena.store.StoredHead;
import dev.catena.store.Terms;
import java.util.Optional;

/** How a response comes into the store: who reads it along, what is kept of it if it breaks off, and what it makes of the parts that are there already. */
final class Intake {
    private final Holdings known;

    Intake(Holdings known) {
        this.known = known;
    }

    /**
     * Opens the store for a response. If others may have it, they read along from now on; else nobody waits for it any longer.
     *
     * @param uri of what it is, or is a part of
     * @param length of its body, or -1
     * @return empty if there is no room for it
     */
    Optional<StoreWriter> open(Fetch fetch, String uri, MemoryStore.Place place, StoredHead head, long length, long bodyMax, long now) {
        boolean part = head.status() == 206;
        boolean sharable = isReusable(head.terms()) && !part;
        if (!sharable) known.over(fetch, Outcome.IN_VAIN);
        var led = sharable ? fetch.led : null;
        var company = led == null ? Company.NONE : led.isExpected() ? Company.EXPECTED : Company.POSSIBLE;
        var opened = known.store().open(place, head, length, bodyMax, company, ending -> {
            var reason = notStored(ending, length > bodyMax);
            if (!reason.isEmpty()) known.notStored().note(place.key(), head.status(), reason, head.fields(), now);
            known.over(fetch, sharable ? outcome(ending) : Outcome.IN_VAIN);
            if (ending == Ending.STORED && !part) known.parts().supersede(uri);
            else known.parts().combine(uri, bodyMax);
        });
        opened.ifPresent(writer -> {
            if (!Keys.isQuery(uri)) Parts.ofCut(head, length).ifPresent(cut -> writer.ifCut(new Remnant(known.store().place(Parts.key(uri)), cut)));
            if (led == null) return;
            known.arrivals().remember(fetch.meetingPoint, Outcome.SHARED);
            led.open(writer.body());
        });
        return opened;
    }

    /** Why there was no room for a body. */
    static String refused(long length, long bodyMax) {
        return length > bodyMax ? "too large" : "no room";
    }

    static boolean isReusable(Terms terms) {
        return terms.lifetime() > terms.initialAge() && !terms.validatesAlways();
    }

    private static Outcome outcome(Ending ending) {
        return switch (ending) {
            case STORED -> Outcome.SHARED;
            case PASSED, CUT -> Outcome.LEFT;
            case NO_ROOM -> Outcome.IN_VAIN;
        };
    }

    private static String notStored(Ending ending, boolean tooLarge) {
        return switch (ending) {
            case STORED -> "";
            case PASSED -> tooLarge ? "too large" : "turned out too large, worth less than what is stored, or purged meanwhile";
            case CUT -> "its body broke off";
            case NO_ROOM -> "no room";
        };
    }
}
