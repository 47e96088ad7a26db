/**
 * State that all members of a group hold alike: named arrays with a revision. How members find out whose differs, by
 * hashes; how it is elected whose counts; how only what differs travels. When that happens is the business of whoever
 * trains.
 */
package io.gossamer.net.state;
