// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert;

import java.util.List;

/**
 * What came of reading another product's configuration.
 *
 * @param yaml settings that {@code catena check} accepts
 * @param notes what is not in them, or not as it was; the weightiest first, each kind in the order of the source
 */
public record Conversion(String yaml, List<Note> notes) {
    public Conversion {
        notes = List.copyOf(notes);
    }

    /** Whether nothing has to be looked at by a person. */
    public boolean isComplete() {
        return notes.stream().noneMatch(note -> note.kind().matters());
    }
}
