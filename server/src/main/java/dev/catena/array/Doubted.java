// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import java.util.List;

/**
 * What an unsafe request to one member has made doubtful, wherever it is stored (RFC 9111 §4.4, RFC 9875 §3).
 *
 * @param urls of which nothing may be kept
 * @param names of groups, and of what answers queries of a URL, as the cache of a member knows them
 */
public record Doubted(List<String> urls, List<String> names) {}
