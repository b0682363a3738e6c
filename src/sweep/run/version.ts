/** Version of this engine, as results are marked with it. A test keeps it equal to package.json. */
export const engineVersion = '0.1.0'
