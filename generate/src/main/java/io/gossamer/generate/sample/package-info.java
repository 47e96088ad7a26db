/** Drawing samples: following a velocity from noise to data. */
package io.gossamer.generate.sample;
