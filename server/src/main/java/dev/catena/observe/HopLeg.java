// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import java.util.List;

/**
 * One thing said to a member of an upstream on the way to a log-in, and what it answered. Words for people; never the proof itself.
 *
 * @param member the member, {@code hq1.corp.example:8080}
 * @param itself the client's request was said; otherwise something harmless in its place
 * @param scheme by what a proof went along: {@code ntlm}; empty without one
 * @param lastLeg the proof was whole; otherwise another leg had to follow
 * @param status what it answered; 0 when the connection ended instead
 * @param offered the schemes its answer asked for, as it spelled them
 * @param note why a stronger scheme was not taken, or how the connection ended; or empty
 * @param nanos when the answer came, after the exchange began
 */
public record HopLeg(String member, boolean itself, String scheme, boolean lastLeg, int status, List<String> offered, String note, long nanos) {
    private static final int OFFERED_MAX = 8;
    private static final int WORD_MAX = 32;
    private static final int NOTE_MAX = 300;

    public HopLeg {
        offered = offered.stream().limit(OFFERED_MAX).map(word -> cut(word, WORD_MAX)).toList();
        note = cut(note, NOTE_MAX);
    }

    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max);
    }
}
