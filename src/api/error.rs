//! What the API answers if it refuses, and which member of the payload it means.
