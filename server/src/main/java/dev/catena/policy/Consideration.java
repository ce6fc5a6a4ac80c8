// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

/**
 * What became of one rule while a request was judged.
 *
 * @param rule its name
 * @param action what it does with a request it matches
 * @param differsIn the key of its match that did not agree ({@code host}, {@code time}…), or empty if it matched
 */
public record Consideration(String rule, Action action, String differsIn) {
    public boolean matched() {
        return differsIn.isEmpty();
    }
}
