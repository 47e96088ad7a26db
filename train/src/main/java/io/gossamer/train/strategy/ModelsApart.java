package io.gossamer.train.strategy;

import io.gossamer.model.network.Score;

/** What a learner has to do with being judged where nodes hold models of their own, and what they share is made of these. */
public interface ModelsApart {
    /** How many models live on this node. */
    int count();

    /** Puts one of them into the network. */
    void show(int place);

    /**
     * Brings the shared parameters and the network's buffers up to date: their merge, as things stand. All nodes call it at
     * the same place, before what is shared is judged, kept or handed to a newcomer; the models stay as they are.
     */
    void merge() throws InterruptedException;

    /**
     * Tells how the models did, after they were merged.
     *
     * @param merged model, on the whole test data
     * @param apart all models of all nodes together, each on the whole test data
     */
    void judged(Score merged, Score apart);
}
