// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

/** What came of a client's log-in. */
public sealed interface Verdict {
    /** The connection belongs to this user now. Names are as the client wrote them; the domain may be empty. */
    record Proven(String user, String domain, NtlmSession session) implements Verdict {}

    /** It does not. The words are for the log: they may tell more than a client should learn. */
    record Refused(NtlmRefusal reason, String user, String words) implements Verdict {}

    /** Nobody could say: the client is not to blame, and may try again. */
    record Unavailable(String words) implements Verdict {}
}
