// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.settings.Setting;
import java.time.Duration;

/** How long a challenge of Digest is good for. */
public record NonceSettings(
    @Setting(doc = "How long a nonce is good for; then the client logs in again by itself.", initial = "5m", min = "1s") Duration lifetime,
    @Setting(doc = "Nonces in use that are remembered against replays; the oldest becomes stale.", initial = "20000", min = "1") int entriesMax) {}
