// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert;

/**
 * Where something stands in the configuration that is converted.
 *
 * @param file its name, without folders for the file that was named on the command line
 * @param line counted from 1, 0 for the file as a whole; a line that is continued has the number of its first part
 */
public record Place(String file, int line) {
    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}
