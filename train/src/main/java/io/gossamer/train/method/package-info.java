/** The methods by name: each a short composition of schedules, exchanges, memories and optimisers. */
package io.gossamer.train.method;
