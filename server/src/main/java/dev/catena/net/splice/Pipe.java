// SPDX-License-Identifier: Apache-2.0
package dev.catena.net.splice;

/** A pipe of the kernel, and how many bytes are in it. */
final class Pipe {
    int readEnd;
    int writeEnd;
    long bytes;
}
