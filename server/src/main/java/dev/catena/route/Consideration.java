// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

/** One thing weighed while a way was looked for, in the order they are weighed. */
public sealed interface Consideration {
    /**
     * A route that does not speak of the request.
     *
     * @param differsIn the key of its match that did not agree ({@code host}, {@code port}…)
     */
    record Passed(String route, String differsIn) implements Consideration {}

    /** The route that decides; its name is empty when the request goes direct because none matched. */
    record Decided(String route, RouteTarget to, RouteTarget backup) implements Consideration {}

    /**
     * A member of the upstream the route leads to, or of its backup, best first. The first that is usable is taken.
     *
     * @param note why a member that is down is down, or empty
     * @param score by which it stands where it stands, where a hash decides; otherwise NaN
     */
    record Weighed(MemberId member, Fitness fitness, String note, double score) implements Consideration {
        /** Of a member that no hash chose. */
        public Weighed(MemberId member, Fitness fitness, String note) {
            this(member, fitness, note, Double.NaN);
        }
    }

    /** The origin itself. */
    record Origin(Fitness fitness) implements Consideration {}

    /** What is thought of one way. */
    enum Fitness {
        /** It can be used. */
        READY,
        /** It was down, and it is time for one request to try it. */
        TRIAL,
        /** It failed in this exchange. */
        TRIED,
        /** It could be used, but the exchange has tried as many members as it may. */
        SPENT,
        /** It is down. */
        DOWN,
        /** Its weight is 0, or its score. */
        WEIGHTLESS;

        public boolean isUsable() {
            return this == READY || this == TRIAL;
        }
    }
}
