// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import java.util.List;

/**
 * What a request got from the {@link LowerTier}: responses that were brought into memory, or had no room there. Each is retained; the request releases them
 * when it has chosen. A request may look for one key after the other; it never comes back to an earlier one.
 */
public final class Loaded {
    private enum Stage { NOT_ASKED, WAITED, ASKED }

    /** The lower tier was not asked yet. */
    public static final Loaded NOT_YET = new Loaded(0, Stage.NOT_ASKED, List.of());

    private final int turn;
    private final Stage stage;
    private final List<StoredResponse> responses;

    private Loaded(int turn, Stage stage, List<StoredResponse> responses) {
        this.turn = turn;
        this.stage = stage;
        this.responses = List.copyOf(responses);
    }

    /** What was found for a request that had this before. Takes over the references. */
    public Loaded with(List<StoredResponse> found) {
        return new Loaded(turn, Stage.ASKED, found);
    }

    /** Another request's load is over: memory should have it now; else this one may load for itself. */
    public Loaded byAnother() {
        return new Loaded(turn, Stage.WAITED, List.of());
    }

    /**
     * Before the lower tier is asked for a key.
     *
     * @param its 0 for the first key of a request, 1 for the next
     */
    public Loaded turn(int its) {
        return its == turn ? this : new Loaded(its, Stage.NOT_ASKED, List.of());
    }

    /** Whether the lower tier may still be asked for that key of this request. */
    public boolean mayAsk(int its) {
        return its > turn || its == turn && stage != Stage.ASKED;
    }

    /** Whether it may wait for another's load instead of loading itself. */
    public boolean mayWait() {
        return stage == Stage.NOT_ASKED;
    }

    /** What was found of that key. */
    public List<StoredResponse> responses(int its) {
        return its == turn ? responses : List.of();
    }

    /** The same without responses: for what comes after they were released. */
    public Loaded spent() {
        return stage == Stage.ASKED && !responses.isEmpty() ? new Loaded(turn, Stage.ASKED, List.of()) : this;
    }

    /** Gives the references back. */
    public void release() {
        responses.forEach(StoredResponse::release);
    }
}
