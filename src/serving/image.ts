/**
 * The image that a conda file is installed on when none is named: the base of Microsoft's own
 * samples. Its tag moves every two weeks, for patches, and its digest is only known to a registry,
 * which nobody asks here.
 */
export const condaBaseImage = 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04'
