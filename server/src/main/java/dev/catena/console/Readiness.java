// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

/** Whether the proxy should be sent requests. */
public sealed interface Readiness {

    record Ready() implements Readiness {}

    /** @param reason a clause: {@code starting}, {@code draining: 3 exchanges are open} */
    record NotReady(String reason) implements Readiness {}
}
