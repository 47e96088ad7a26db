/** Names that people type. */
package io.gossamer.core.name;
