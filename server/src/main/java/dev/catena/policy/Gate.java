// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import dev.catena.http.RequestHead;
import dev.catena.net.OwnSockets;
import java.util.Optional;

/** Whether a request is one for a proxy, and for this one; one for each listener. */
public final class Gate {
    /**
     * @param pseudonym what this proxy calls itself in {@code Via}
     * @param originForm the listener takes requests in origin form, too
     */
    public Gate(String pseudonym, boolean originForm, OwnSockets own) {}

    public Admission admit(RequestHead request) {
        return new Admission.Proceed(request);
    }

    /** The value that {@code Max-Forwards} has when the request is forwarded, or empty if the field stays as it is. */
    public static Optional<String> forwardedMaxForwards(RequestHead request) {
        return Optional.empty();
    }
}
