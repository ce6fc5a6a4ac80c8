// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import dev.catena.http.Refusal;
import dev.catena.http.RequestHead;

/** What the gate says of a request. */
public sealed interface Admission {
    /** It goes on; its target is {@code Absolute} with the scheme http, or a {@code Tunnel}. */
    record Proceed(RequestHead request) implements Admission {}

    /**
     * An OPTIONS that ends here: answer it ourselves, 200 and no body.
     *
     * @param reason why it ends here, a clause for people
     */
    record Answer(String reason) implements Admission {}

    record Rejected(Refusal refusal) implements Admission {}
}
