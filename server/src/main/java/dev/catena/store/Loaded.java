// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import java.util.List;

/**
 * What a request got from the {@link LowerTier}: responses that were brought into memory, or had no room there. Each is retained; the request releases them
 * when it has chosen.
 */
public final class Loaded {
    private enum Stage { NOT_ASKED, WAITED, ASKED }

    /** The lower tier was not asked yet. */
    public static final Loaded NOT_YET = new Loaded(Stage.NOT_ASKED, List.of());

    /** Another request's load is over: memory should have it now; else this one may load for itself. */
    public static final Loaded BY_ANOTHER = new Loaded(Stage.WAITED, List.of());

    private final Stage stage;
    private final List<StoredResponse> responses;

    private Loaded(Stage stage, List<StoredResponse> responses) {
        this.stage = stage;
        this.responses = List.copyOf(responses);
    }

    /** Takes over the references. */
    public static Loaded of(List<StoredResponse> responses) {
        return new Loaded(Stage.ASKED, responses);
    }

    /** Whether the lower tier may still be asked for this request. */
    public boolean mayAsk() {
        return stage != Stage.ASKED;
    }

    /** Whether it may wait for another's load instead of loading itself. */
    public boolean mayWait() {
        return stage == Stage.NOT_ASKED;
    }

    public List<StoredResponse> responses() {
        return responses;
    }

    /** The same without responses: for what comes after they were released. */
    public Loaded spent() {
        return stage == Stage.ASKED && !responses.isEmpty() ? new Loaded(Stage.ASKED, List.of()) : this;
    }

    /** Gives the references back. */
    public void release() {
        responses.forEach(StoredResponse::release);
    }
}
