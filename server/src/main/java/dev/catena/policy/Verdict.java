// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import dev.catena.http.Refusal;

/** What the rules say of a request. */
public sealed interface Verdict {
    record Allow(Permit permit) implements Verdict {}

    record Deny(Refusal refusal) implements Verdict {}
}
