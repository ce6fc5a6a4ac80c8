// SPDX-License-Identifier: Apache-2.0
/** Configurations of other proxies, met by those proxies themselves and by what `convert` makes of them. */
@NullMarked
package dev.catena.scenarios.convert;

import org.jspecify.annotations.NullMarked;
