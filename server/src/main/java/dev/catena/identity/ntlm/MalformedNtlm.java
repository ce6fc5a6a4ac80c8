// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

/** Bytes that are not the message that was due. The message is a half-sentence for people: what is wrong with them. */
final class MalformedNtlm extends Exception {
    private static final long serialVersionUID = 1;

    private final String what;

    MalformedNtlm(String what) {
        super(what, null, false, false);
        this.what = what;
    }

    String what() {
        return what;
    }
}
