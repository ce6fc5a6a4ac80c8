// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

/**
 * Settings that several machines have in common, to be laid over what the file of one of them says.
 *
 * @param name how messages call it
 * @param text YAML; empty for none
 */
public record SharedText(String name, String text) {
    public static final SharedText NONE = new SharedText("", "");
}
