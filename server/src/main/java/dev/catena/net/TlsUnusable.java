// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import java.io.IOException;

/** A file of certificates, or a key, that TLS cannot be spoken with. Its message says what is wrong and shows nothing of a key. */
public final class TlsUnusable extends IOException {
    private static final long serialVersionUID = 1;

    private final String setting;
    private final String remedy;

    /** @param setting the key in the settings, below {@code tls} */
    TlsUnusable(String setting, String happened, String remedy) {
        super(happened);
        this.setting = setting;
        this.remedy = remedy;
    }

    /** Which of the settings below {@code tls} it comes from. */
    public String setting() {
        return setting;
    }

    /** What happened, as a sentence. */
    public String happened() {
        return String.valueOf(getMessage());
    }

    /** What helps. */
    public String remedy() {
        return remedy;
    }
}
