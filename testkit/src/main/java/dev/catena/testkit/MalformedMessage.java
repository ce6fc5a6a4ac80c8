// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

/** The peer sent what RFC 9112 does not allow. It fails a test unless the test expects it. */
public final class MalformedMessage extends AssertionError {
    MalformedMessage(String what) {
        super("malformed message: " + what);
    }
}
