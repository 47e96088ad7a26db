/** What a running group learns about the ways between its members, and does about it. */
package io.gossamer.net.tuning;
