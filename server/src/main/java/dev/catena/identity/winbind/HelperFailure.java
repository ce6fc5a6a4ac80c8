// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.winbind;

/** A helper that ended, or did not speak its protocol. The message is for people. */
final class HelperFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final String what;

    HelperFailure(String what) {
        super(what);
        this.what = what;
    }

    HelperFailure(String what, Throwable cause) {
        super(what, cause);
        this.what = what;
    }

    String what() {
        return what;
    }
}
