// SPDX-License-Identifier: Apache-2.0

/** What users and origins are promised of the cache, beyond the rules of RFC 9111: that many share one fetch, and nobody gets a wrong byte. */
@NullMarked
package dev.catena.scenarios.caching;

import org.jspecify.annotations.NullMarked;
