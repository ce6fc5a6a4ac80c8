// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

/** Placeholder so that the build has a class. */
final class Main {
    private Main() {}
}
