// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** What all members of an array can be asked to do at once. Never blocks: what they say comes on some other thread. */
public interface AllMembers {
    /**
     * Has everybody forget a URL, this member included.
     *
     * @param url as it is hashed and stored
     * @return an acknowledgement a member; fails if they could not be asked
     */
    CompletionStage<List<Acknowledgement>> purge(String url);
}
